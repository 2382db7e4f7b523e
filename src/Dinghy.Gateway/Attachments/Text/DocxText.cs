namespace Dinghy.Gateway.Attachments.Text;

/// <summary>Paragraphs, headings, list items and table rows of a Word document, in order.</summary>
internal sealed class DocxText
{
    private readonly TextSink _sink;
    private readonly Dictionary<string, int> _headings;
    private int _cells;
    private bool _text;
    private bool _cellBegun;
    private bool _gap;
    private string _mark = "";

    private DocxText(TextSink sink, Dictionary<string, int> headings) => (_sink, _headings) = (sink, headings);

    public static void Read(OfficePackage package, TextSink sink)
    {
        using var xml = package.Read("word/document.xml") ?? throw new DocumentException(AttachmentProblems.Damaged);
        new DocxText(sink, Headings(package)).Read(xml);
    }

    private void Read(XmlParts xml)
    {
        while (!_sink.Full && xml.Next())
        {
            // The same words again, for programs that can not show the first form.
            if (xml.IsStart("Fallback")) xml.Skip();
            else if (xml.IsWords && _text) Words(xml);
            else if (xml.IsAnyStart) Start(xml);
            if (xml.IsEnd("t")) _text = false;
            else if (xml.IsEnd("p")) EndParagraph();
            else if (xml.IsEnd("tc")) EndCell();
            else if (xml.IsEnd("tr")) _sink.Line();
        }
    }

    private void Start(XmlParts xml)
    {
        switch (xml.Name)
        {
            case "t": _text = true; break;
            case "tab": _sink.Add("\t"); break;
            case "br" or "cr": EndParagraph(); break;
            case "tc": (_cells, _gap, _cellBegun) = (_cells + 1, false, false); break;
            case "numPr" when _cells == 0 && _mark.Length == 0: _mark = "- "; break;
            case "pStyle" when _cells == 0 && _headings.TryGetValue(xml.Attribute("val") ?? "", out var level): _mark = new string('#', level) + " "; break;
        }
    }

    // A heading or list item without words is no line.
    private void Words(XmlParts xml)
    {
        _sink.Add(_gap ? " " : _mark);
        (_mark, _gap, _cellBegun) = ("", false, true);
        xml.Words(_sink.Add, () => _sink.Full);
    }

    // A row of a table is one line, whatever its cells hold.
    private void EndParagraph()
    {
        _mark = "";
        if (_cells == 0) _sink.Line();
        else _gap = _cellBegun;
    }

    private void EndCell()
    {
        (_cells, _gap, _cellBegun) = (Math.Max(0, _cells - 1), false, false);
        _sink.Add("\t");
    }

    // Ids of styles are free ("1" in Chinese Word); their names are not.
    private static Dictionary<string, int> Headings(OfficePackage package)
    {
        const int most = 1_000;
        var headings = new Dictionary<string, int>(StringComparer.Ordinal);
        using var xml = package.Read("word/styles.xml");
        string? id = null;
        while (xml?.Next() == true && headings.Count < most)
        {
            if (xml.IsStart("style")) id = xml.Attribute("styleId");
            else if (xml.IsStart("name") && id is not null && Level(xml.Attribute("val")) is { } level) headings[id] = level;
        }

        return headings;
    }

    private static int? Level(string? name)
    {
        if (string.Equals(name, "title", StringComparison.OrdinalIgnoreCase)) return 1;
        return name?.StartsWith("heading ", StringComparison.OrdinalIgnoreCase) == true && int.TryParse(name.AsSpan(8), out var level) && level is >= 1 and <= 6 ? level : null;
    }
}
