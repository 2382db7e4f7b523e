using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Dinghy.Gateway.Tests.Support;

/// <summary>Office documents by hand: a zip of XML parts, honest or not.</summary>
internal static class OfficeFiles
{
    private const string W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private const string S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string P = "http://schemas.openxmlformats.org/presentationml/2006/main";
    private const string A = "http://schemas.openxmlformats.org/drawingml/2006/main";
    private const string R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    public static byte[] Zip(params (string Name, string Content)[] parts) => Zip([.. parts.Select(part => (part.Name, Encoding.UTF8.GetBytes(part.Content)))]);

    public static byte[] Zip(params (string Name, byte[] Content)[] parts)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in parts)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.SmallestSize).Open();
                entry.Write(content);
            }

        return bytes.ToArray();
    }

    public static string WordPart(string body) => $"""<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}" xmlns:mc="urn:mc"><w:body>{body}</w:body></w:document>""";

    public static string Paragraph(string words) => $"""<w:p><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>""";

    public static byte[] Docx(string body, string? styles = null) => styles is null
        ? Zip(("[Content_Types].xml", "<Types/>"), ("word/document.xml", WordPart(body)))
        : Zip(("word/document.xml", WordPart(body)), ("word/styles.xml", $"""<w:styles xmlns:w="{W}">{styles}</w:styles>"""));

    public static byte[] Xlsx(string strings, string styles, params (string Name, string Rows)[] sheets) => Zip(
    [
        ("xl/workbook.xml", $"""<workbook xmlns="{S}" xmlns:r="{R}"><sheets>{string.Concat(sheets.Select((sheet, i) => $"""<sheet name="{sheet.Name}" sheetId="{i + 1}" r:id="rId{i + 1}"/>"""))}</sheets></workbook>"""),
        ("xl/_rels/workbook.xml.rels", Relations([.. sheets.Select((_, i) => $"worksheets/sheet{i + 1}.xml")])),
        ("xl/sharedStrings.xml", $"""<sst xmlns="{S}">{strings}</sst>"""),
        ("xl/styles.xml", $"""<styleSheet xmlns="{S}">{styles}</styleSheet>"""),
        .. sheets.Select((sheet, i) => ($"xl/worksheets/sheet{i + 1}.xml", $"""<worksheet xmlns="{S}"><dimension ref="A1:XFD1048576"/><sheetData>{sheet.Rows}</sheetData></worksheet>""")),
    ]);

    /// <summary>Slides in the order of the presentation, which is the reverse of their numbers.</summary>
    public static byte[] Pptx(params (string Words, string? Notes)[] slides) => Zip(
    [
        ("ppt/presentation.xml", $"""<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst>{string.Concat(slides.Select((_, i) => $"""<p:sldId id="{256 + i}" r:id="rId{slides.Length - i}"/>"""))}</p:sldIdLst></p:presentation>"""),
        ("ppt/_rels/presentation.xml.rels", Relations([.. slides.Select((_, i) => $"slides/slide{i + 1}.xml")])),
        .. slides.Reverse().SelectMany((slide, i) => new[]
        {
            ($"ppt/slides/slide{i + 1}.xml", Slide(slide.Words)),
            ($"ppt/slides/_rels/slide{i + 1}.xml.rels", slide.Notes is null ? Relations() : Relations($"../notesSlides/notesSlide{i + 1}.xml")),
            ($"ppt/notesSlides/notesSlide{i + 1}.xml", Slide(slide.Notes ?? "")),
        }),
    ]);

    /// <summary>The first entry's size, in both places where a zip tells it.</summary>
    public static byte[] WithClaimedSize(byte[] zip, uint size)
    {
        var central = zip.AsSpan().IndexOf("PK\x01\x02"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(22), size);
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(central + 24), size);
        return zip;
    }

    private static string Slide(string words) =>
        $"""<p:sld xmlns:p="{P}" xmlns:a="{A}"><p:cSld>{string.Concat(words.Split('\n').Select(line => $"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>"))}<a:p><a:fld type="slidenum"><a:t>99</a:t></a:fld></a:p></p:cSld></p:sld>""";

    private static string Relations(params string[] targets) =>
        $"""<Relationships>{string.Concat(targets.Select((target, i) => $"""<Relationship Id="rId{i + 1}" Target="{target}"/>"""))}</Relationships>""";
}
