using System.Globalization;
using System.Text;
using Markdig.Extensions.Footnotes;
using Markdig.Extensions.TaskLists;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Dinghy.Gateway.Replies.Markdown;

/// <summary>Words, bold, italic, code, links and pictures of one leaf; everything else becomes one of them.</summary>
internal sealed class InlineWriter
{
    private readonly LeafBuilder _leaf;
    private readonly HtmlTags _html;
    private readonly HashSet<string> _unclosed = new(StringComparer.Ordinal);
    private bool _bold;
    private bool _italic;

    private InlineWriter(LeafBuilder leaf) => (_leaf, _html) = (leaf, new HtmlTags(leaf));

    /// <summary>A leaf that reads as it was meant.</summary>
    /// <param name="inlines">Null gives an empty leaf.</param>
    /// <param name="from">What to trust at most.</param>
    /// <param name="flat">One line.</param>
    public static Leaf Write(ContainerInline? inlines, LeafMode from, bool flat) =>
        LeafCheck.Best(from, flat, leaf => { if (inlines is not null) new InlineWriter(leaf).Children(inlines); });

    /// <summary>Into a leaf that holds more than these.</summary>
    public static void WriteTo(LeafBuilder leaf, ContainerInline? inlines, bool bold = false)
    {
        var writer = new InlineWriter(leaf);
        if (inlines is null) return;
        if (bold) writer.Emphasis("**", ref writer._bold, inlines);
        else writer.Children(inlines);
    }

    /// <summary>What is seen of it, without any markup, in one line.</summary>
    public static string Said(ContainerInline? inlines)
    {
        var leaf = new LeafBuilder(LeafMode.Bare, flat: true);
        if (inlines is not null) new InlineWriter(leaf).Children(inlines);
        return leaf.Build().Said.Trim();
    }

    private void Children(ContainerInline container)
    {
        for (var inline = container.FirstChild; inline is not null; inline = inline.NextSibling)
        {
            if (inline is HtmlInline html) inline = Html(html);
            else One(inline);
        }
    }

    private void One(Inline inline)
    {
        switch (inline)
        {
            case LiteralInline words: _leaf.Words(words.Content.ToString(), words.IsFirstCharacterEscaped); break;
            case LineBreakInline: _leaf.Break(); break;
            case CodeInline code: _leaf.Code(code.Content); break;
            case EmphasisInline { DelimiterChar: '~' } struck: Children(struck); break;
            case EmphasisInline { DelimiterCount: 2 } strong: Emphasis("**", ref _bold, strong); break;
            case EmphasisInline emphasis: Emphasis("*", ref _italic, emphasis); break;
            case LinkInline { IsAutoLink: true } bare: Bare(bare); break;
            case LinkInline { IsImage: true } picture: LinkWriter.Picture(_leaf, Said(picture), picture.Url); break;
            case LinkInline link: Link(link); break;
            case AutolinkInline { IsEmail: true } mail: _leaf.Plain(mail.Url); break;
            case AutolinkInline address: LinkWriter.Link(_leaf, address.Url, () => _leaf.Plain(address.Url)); break;
            case HtmlEntityInline entity: Entity(entity.Transcoded.ToString()); break;
            case TaskList task: _leaf.Plain(task.Checked ? "☑" : "☐"); break;
            case FootnoteLink { IsBackLink: true }: break;
            case FootnoteLink note: _leaf.Words(string.Create(CultureInfo.InvariantCulture, $"[{note.Footnote.Order}]")); break;
            case DelimiterInline delimiter: _leaf.Words(delimiter.ToLiteral()); Children(delimiter); break;
            case ContainerInline container: Children(container); break;
        }
    }

    private void Emphasis(string marks, ref bool inside, ContainerInline content)
    {
        if (inside || _leaf.Mode >= LeafMode.Bare) { Children(content); return; }
        inside = true;
        _leaf.Markup(marks);
        Children(content);
        _leaf.Markup(marks);
        inside = false;
    }

    private void Bare(LinkInline link)
    {
        var address = new StringBuilder(LinkWriter.SchemeOf(link.Url));
        foreach (var part in link.Descendants<LiteralInline>()) address.Append(part.Content.AsSpan());
        _leaf.AsIs(address.ToString());
        // What follows at once would be read as part of it.
        if (_leaf.Mode > LeafMode.AsWritten) _leaf.Markup(" ");
    }

    private void Link(LinkInline link)
    {
        var pictures = link.Descendants<LinkInline>().Where(child => child.IsImage).ToList();
        foreach (var picture in pictures) LinkWriter.Picture(_leaf, Said(picture), picture.Url);
        if (pictures.Count == 0) LinkWriter.Link(_leaf, link.Url, () => Children(link));
        else LinkWriter.Link(_leaf, link.Url, () => _leaf.Plain(Said(link)));
    }

    private void Entity(string text)
    {
        if (text is "\n") _leaf.Break();
        else _leaf.Plain(text);
    }

    /// <returns>The last inline that is dealt with.</returns>
    private HtmlInline Html(HtmlInline html)
    {
        if (!HtmlTags.OpensUnseen(html.Tag, out var name)) { _html.Tag(html.Tag); return html; }
        // One that never closes is looked for once: again would cost the square of the text.
        for (Inline? end = _unclosed.Contains(name) ? null : html; end is not null; end = end.NextSibling)
            if (end is HtmlInline close && HtmlTags.Closes(close.Tag, name)) return close;
        _unclosed.Add(name);
        _leaf.Plain(html.Tag);
        return html;
    }
}
