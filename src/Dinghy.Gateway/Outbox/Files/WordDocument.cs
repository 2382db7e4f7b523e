using System.Text;
using System.Xml;
using Dinghy.Gateway.Replies.Markdown;
using Markdig.Syntax;

namespace Dinghy.Gateway.Outbox.Files;

/// <summary>
/// An answer as a Word document (.docx): headings, paragraphs, lists, quotes, code, links. Written by hand because it is one part with seven
/// elements, see docs/decisions/0013.
/// </summary>
internal sealed class WordDocument
{
    private const string Word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private const int IndentTwips = 360;

    private readonly XmlWriter _xml;
    private readonly WordRuns _runs;

    private WordDocument(XmlWriter xml) => (_xml, _runs) = (xml, new WordRuns(xml));

    /// <param name="markdown">Within DingTalk's subset; whatever else comes is kept as text.</param>
    public static byte[] Of(string markdown) => Zipped.Of(
        ("[Content_Types].xml", Encoding.UTF8.GetBytes(WordParts.ContentTypes)),
        ("_rels/.rels", Encoding.UTF8.GetBytes(WordParts.Relations)),
        ("word/_rels/document.xml.rels", Encoding.UTF8.GetBytes(WordParts.DocumentRelations)),
        ("word/styles.xml", Encoding.UTF8.GetBytes(WordParts.Styles)),
        ("word/document.xml", Body(markdown)));

    private static byte[] Body(string markdown)
    {
        using var part = new MemoryStream();
        using (var xml = XmlWriter.Create(part, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) }))
        {
            xml.WriteStartDocument(standalone: true);
            xml.WriteStartElement("w", "document", Word);
            xml.WriteStartElement("w", "body", Word);
            new WordDocument(xml).Write(markdown);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return part.ToArray();
    }

    private void Write(string markdown)
    {
        try
        {
            Blocks(DingTalkMarkdown.Parse(markdown), depth: 0);
        }
        catch (ArgumentException)
        {
            // Deeper than the parser goes: as lines, nothing of it is lost.
            foreach (var line in markdown.Split('\n')) Paragraph(null, 0, () => _runs.Text(line));
        }
    }

    private void Blocks(ContainerBlock parent, int depth)
    {
        foreach (var block in parent)
        {
            switch (block)
            {
                case HeadingBlock heading: Paragraph($"Heading{heading.Level}", 0, () => _runs.Inlines(heading.Inline)); break;
                case CodeBlock code: Code(code, depth); break;
                case QuoteBlock quote: Quote(quote, depth); break;
                case ListBlock list: List(list, depth); break;
                case ThematicBreakBlock: Paragraph(null, depth, () => _runs.Text("──────────")); break;
                case ContainerBlock container: Blocks(container, depth); break;
                case LeafBlock { Inline: { } inline }: Paragraph(null, depth, () => _runs.Inlines(inline)); break;
                case LeafBlock leaf: Paragraph(null, depth, () => _runs.Text(leaf.Lines.ToString())); break;
                default: break;
            }
        }
    }

    private void List(ListBlock list, int depth)
    {
        var number = int.TryParse(list.OrderedStart, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var mark = list.IsOrdered ? $"{number++}. " : "• ";
            if (item.FirstOrDefault() is ParagraphBlock first)
            {
                Paragraph(null, depth + 1, () =>
                {
                    _runs.Text(mark);
                    _runs.Inlines(first.Inline);
                });
                item.Remove(first);
            }

            Blocks(item, depth + 2);
        }
    }

    private void Quote(QuoteBlock quote, int depth)
    {
        _runs.Italic++;
        Blocks(quote, depth + 1);
        _runs.Italic--;
    }

    private void Code(CodeBlock code, int depth) => Paragraph("Code", depth, () => _runs.Text(code.Lines.ToString()));

    private void Paragraph(string? style, int depth, Action content)
    {
        _xml.WriteStartElement("w", "p", Word);
        _xml.WriteStartElement("w", "pPr", Word);
        if (style is not null) Value("pStyle", "val", style);
        if (depth > 0) Value("ind", "left", XmlConvert.ToString(depth * IndentTwips));
        _xml.WriteEndElement();
        content();
        _xml.WriteEndElement();
    }

    private void Value(string element, string attribute, string value)
    {
        _xml.WriteStartElement("w", element, Word);
        _xml.WriteAttributeString("w", attribute, Word, value);
        _xml.WriteEndElement();
    }
}
