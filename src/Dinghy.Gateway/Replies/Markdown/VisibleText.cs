using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Dinghy.Gateway.Replies.Markdown;

/// <summary>What a person sees of a text, without white space: two texts that show the same have the same.</summary>
internal static class VisibleText
{
    public static string Of(string said)
    {
        var text = new StringBuilder(said.Length);
        Add(text, said);
        return text.ToString();
    }

    public static string Of(MarkdownObject read)
    {
        var text = new StringBuilder();
        foreach (var part in read.Descendants())
        {
            switch (part)
            {
                case CodeBlock code: Add(text, code.Lines.ToString()); break;
                case HtmlBlock html: Add(text, html.Lines.ToString()); break;
                case LiteralInline words: Add(text, words.Content.AsSpan()); break;
                case CodeInline code: Add(text, code.Content); break;
                case HtmlInline html: Add(text, html.Tag); break;
                case HtmlEntityInline entity: Add(text, entity.Transcoded.AsSpan()); break;
                case AutolinkInline address: Add(text, address.Url); break;
                case LinkInline { IsAutoLink: true } bare: Add(text, LinkWriter.SchemeOf(bare.Url)); break;
                case DelimiterInline delimiter: Add(text, delimiter.ToLiteral()); break;
            }
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, ReadOnlySpan<char> more)
    {
        foreach (var c in more)
            if (!char.IsWhiteSpace(c)) text.Append(c == '\0' ? '\uFFFD' : c);
    }
}
