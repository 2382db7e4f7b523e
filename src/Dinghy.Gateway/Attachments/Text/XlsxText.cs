using System.Text;

namespace Dinghy.Gateway.Attachments.Text;

/// <summary>The sheets of a workbook, each row a line with tabs between its cells. What a sheet says of its own size is not asked.</summary>
internal sealed class XlsxText
{
    private const string Main = "xl/workbook.xml";
    private const int MostSheets = 256;
    private const int MostCells = 1_000_000;

    /// <summary>What a cell of ours may hold: DingTalk's people send tables, not novels in a cell.</summary>
    private const int LongestCell = 4_000;

    private readonly OfficePackage _package;
    private readonly TextSink _sink;
    private readonly SharedStrings _strings;
    private readonly CellFormats _formats;
    private int _cells;

    private XlsxText(OfficePackage package, TextSink sink, bool from1904)
    {
        (_package, _sink) = (package, sink);
        _strings = SharedStrings.Read(package);
        _formats = CellFormats.Read(package, from1904);
    }

    /// <returns>False: there was more than is ever read.</returns>
    public static bool Read(OfficePackage package, TextSink sink)
    {
        var (sheets, from1904) = Sheets(package);
        var reader = new XlsxText(package, sink, from1904);
        foreach (var (name, part) in sheets)
            if (!sink.Full) reader.Sheet(name, part);
        return reader._cells < MostCells && !reader._strings.Missed;
    }

    private static (List<(string Name, string Part)> Sheets, bool From1904) Sheets(OfficePackage package)
    {
        var relations = package.Relations(Main);
        var (sheets, from1904) = (new List<(string, string)>(), false);
        using var xml = package.Read(Main) ?? throw new DocumentException(AttachmentProblems.Damaged);
        while (sheets.Count < MostSheets && xml.Next())
        {
            if (xml.IsStart("workbookPr")) from1904 = xml.Attribute("date1904") is "1" or "true";
            else if (xml.IsStart("sheet") && relations.TryGetValue(xml.Attribute("id") ?? "", out var part)) sheets.Add((xml.Attribute("name") ?? "", part));
        }

        return (sheets, from1904);
    }

    private void Sheet(string name, string part)
    {
        using var xml = _package.Read(part);
        if (xml is null) return;
        var (cell, row) = (new Cell(), new RowWriter(_sink, name));
        while (!_sink.Full && _cells < MostCells && xml.Next())
        {
            if (xml.IsStart("c")) cell.Begin(xml);
            else if (xml.IsStart("rPh")) xml.Skip();
            else if (xml.IsStart("v") || xml.IsStart("t")) cell.Reading = !xml.IsEmpty;
            else if (xml.IsEnd("v") || xml.IsEnd("t")) cell.Reading = false;
            else if (xml.IsWords && cell.Reading) xml.Words(cell.Add, () => cell.Value.Length >= LongestCell);
            if (xml.IsEnd("c"))
            {
                _cells++;
                row.Put(cell.Column, Shown(cell));
            }
            else if (xml.IsEnd("row")) row.End();
        }
    }

    private string Shown(Cell cell) => cell.Type switch
    {
        "s" => int.TryParse(cell.Value.ToString(), out var index) ? _strings.At(index) : "",
        "b" => cell.Value.ToString() == "1" ? "TRUE" : "FALSE",
        "str" or "inlineStr" or "e" or "d" => cell.Value.ToString(),
        _ => _formats.Shown(cell.Value.ToString(), cell.Style),
    };

    private sealed class Cell
    {
        public StringBuilder Value { get; } = new();

        public string? Type { get; private set; }

        public int Style { get; private set; }

        /// <summary>From 1; 0 where the cell does not say.</summary>
        public int Column { get; private set; }

        public bool Reading { get; set; }

        public void Begin(XmlParts xml)
        {
            Value.Clear();
            Type = xml.Attribute("t");
            Style = int.TryParse(xml.Attribute("s"), out var style) ? style : 0;
            Column = 0;
            foreach (var c in (xml.Attribute("r") ?? "").TakeWhile(char.IsAsciiLetter).Take(3)) Column = (Column * 26) + (c & 31);
        }

        public void Add(ReadOnlySpan<char> words) => Value.Append(words);
    }

    /// <summary>Lines up cells that tell their column; a sheet's name stands before its first filled row.</summary>
    private sealed class RowWriter(TextSink sink, string sheet)
    {
        private const int WidestGap = 50;

        private int _at;
        private bool _named;

        public void Put(int column, string words)
        {
            if (column == 0) column = _at + 1;
            if (words.Length == 0) return;
            if (!_named) Name();
            // Cells far out leave a short gap: a million empty columns are no information.
            if (_at > 0 || column > 1) sink.Add(new string('\t', Math.Clamp(column - Math.Max(_at, 1), 0, WidestGap)));
            foreach (var c in words) sink.Add([c is '\n' or '\r' or '\t' ? ' ' : c]);
            _at = Math.Max(_at, column);
        }

        public void End()
        {
            if (_at > 0) sink.Line();
            _at = 0;
        }

        private void Name()
        {
            _named = true;
            sink.Mark($"sheet {sheet}");
            sink.Line();
            sink.Add($"## {sheet}");
            sink.Line();
        }
    }
}
