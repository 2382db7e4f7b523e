using System.Xml;
using Markdig.Syntax.Inlines;

namespace Dinghy.Gateway.Outbox.Files;

/// <summary>The words of a Word paragraph.</summary>
internal sealed class WordRuns(XmlWriter xml)
{
    private const string Word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    private int _bold;
    private int _code;

    public int Italic { get; set; }

    public void Inlines(ContainerInline? parent)
    {
        for (var inline = parent?.FirstChild; inline is not null; inline = inline.NextSibling) One(inline);
    }

    /// <summary>Line breaks become breaks.</summary>
    public void Text(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (i > 0) Break();
            if (lines[i].Length > 0) Run(lines[i]);
        }
    }

    private void One(Inline inline)
    {
        switch (inline)
        {
            case LiteralInline literal: Text(literal.Content.ToString()); break;
            case CodeInline code:
                _code++;
                Text(code.Content);
                _code--;
                break;
            case LineBreakInline: Break(); break;
            case EmphasisInline { DelimiterCount: 2 } strong:
                _bold++;
                Inlines(strong);
                _bold--;
                break;
            case EmphasisInline emphasis:
                Italic++;
                Inlines(emphasis);
                Italic--;
                break;
            case LinkInline link: Link(link); break;
            case AutolinkInline auto: Text(auto.Url); break;
            case HtmlEntityInline entity: Text(entity.Transcoded.ToString()); break;
            case HtmlInline html: Text(html.Tag); break;
            case ContainerInline container: Inlines(container); break;
            default: break;
        }
    }

    /// <summary>The words, and the address where it says more: a link that a printer keeps.</summary>
    private void Link(LinkInline link)
    {
        Inlines(link);
        if (link.Url is { Length: > 0 } url && !url.StartsWith('@') && (link.FirstChild as LiteralInline)?.Content.ToString() != url) Text($" ({url})");
    }

    private void Run(string text)
    {
        xml.WriteStartElement("w", "r", Word);
        if (_bold > 0 || Italic > 0 || _code > 0)
        {
            xml.WriteStartElement("w", "rPr", Word);
            if (_code > 0)
            {
                xml.WriteStartElement("w", "rFonts", Word);
                xml.WriteAttributeString("w", "ascii", Word, "Consolas");
                xml.WriteAttributeString("w", "hAnsi", Word, "Consolas");
                xml.WriteEndElement();
            }

            if (_bold > 0) Empty("b");
            if (Italic > 0) Empty("i");
            xml.WriteEndElement();
        }

        xml.WriteStartElement("w", "t", Word);
        xml.WriteAttributeString("xml", "space", null, "preserve");
        xml.WriteString(string.Concat(Writable(text)));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private void Break()
    {
        xml.WriteStartElement("w", "r", Word);
        Empty("br");
        xml.WriteEndElement();
    }

    private void Empty(string element)
    {
        xml.WriteStartElement("w", element, Word);
        xml.WriteEndElement();
    }

    /// <summary>XML has no place for most control characters, nor for half a pair.</summary>
    private static IEnumerable<char> Writable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var whole = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (whole)
            {
                yield return text[i++];
                yield return text[i];
            }
            else
            {
                yield return char.IsSurrogate(text[i]) || !XmlConvert.IsXmlChar(text[i]) ? '\uFFFD' : text[i];
            }
        }
    }
}
