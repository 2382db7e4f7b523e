using Dinghy.Gateway.Attachments.Text;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Attachments;

public sealed class OfficeTextTests : IDisposable
{
    private readonly DocumentRig _rig = new();

    public void Dispose() => _rig.Dispose();

    private async Task<string?> WordsAsync(byte[] bytes)
    {
        var text = await _rig.ReadAsync(bytes);
        text.Problem.ShouldBeNull();
        return text.Words;
    }

    [Fact]
    public async Task Docx_gives_paragraphs_headings_lists_and_table_rows_in_order()
    {
        var body = """<w:p><w:pPr><w:pStyle w:val="1"/></w:pPr><w:r><w:t>年度报告</w:t></w:r></w:p>"""
            + """<w:p><w:pPr><w:pStyle w:val="1"/></w:pPr></w:p>"""
            + """<w:p><w:r><w:t>Sales </w:t></w:r><w:r><w:t xml:space="preserve">grew </w:t></w:r><w:r><w:t>5%</w:t></w:r><w:r><w:br/><w:t>next line</w:t></w:r></w:p>"""
            + """<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>one</w:t></w:r></w:p>"""
            + "<w:tbl><w:tr><w:tc>" + OfficeFiles.Paragraph("name") + "</w:tc><w:tc>" + OfficeFiles.Paragraph("a") + OfficeFiles.Paragraph("b") + "</w:tc></w:tr>"
            + "<w:tr><w:tc>" + OfficeFiles.Paragraph("李四") + "</w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>" + OfficeFiles.Paragraph("after");
        (await WordsAsync(OfficeFiles.Docx(body, """<w:style w:styleId="1"><w:name w:val="heading 2"/></w:style>"""))).ShouldBe(
            "## 年度报告\nSales grew 5%\nnext line\n- one\nname\ta b\n李四\nafter");
    }

    [Fact]
    public async Task Docx_leaves_out_what_was_deleted_and_what_is_written_twice()
    {
        var body = """<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:instrText>PAGE</w:instrText></w:r><mc:AlternateContent><mc:Choice><w:r><w:t>box</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>box</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>""";
        (await WordsAsync(OfficeFiles.Docx(body))).ShouldBe("box");
    }

    [Fact]
    public async Task Xlsx_gives_each_sheet_with_its_rows_strings_numbers_and_dates()
    {
        var strings = "<si><t>姓名</t></si><si><r><t>入职</t></r><r><t>日期</t></r><rPh><t>りゅう</t></rPh></si><si><t>two\nlines</t></si>";
        var styles = """<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="165" formatCode="0.00&quot;days&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/></cellXfs>""";
        var rows = """<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>"""
            + """<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" s="1"><v>45000</v></c><c r="D2" s="2"><v>45001</v></c></row>"""
            + """<row r="900000"><c r="A900000"><v>0.10000000000000001</v></c><c r="B900000" s="3"><v>7</v></c><c r="C900000" s="4"><v>45000.5</v></c><c t="b"><v>1</v></c><c t="inlineStr"><is><t>here</t></is></c><c t="str"><f>A1&amp;"x"</f><v>made</v></c></row>""";
        (await WordsAsync(OfficeFiles.Xlsx(strings, styles, ("人员", rows), ("Empty", "<row r=\"1\"><c r=\"A1\"/></row>"), ("Two", """<row><c><v>1</v></c></row>""")))).ShouldBe(
            "## 人员\n姓名\t入职日期\ntwo lines\t2023-03-15\t\t2023-03-16\n0.1\t7\t2023-03-15 12:00:00\tTRUE\there\tmade\n## Two\n1");
    }

    [Fact]
    public async Task A_cell_far_out_leaves_a_short_gap()
    {
        var text = await WordsAsync(OfficeFiles.Xlsx("", "", ("s", """<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>""")));
        text.ShouldBe("## s\n1" + new string('\t', 50) + "2");
    }

    [Fact]
    public async Task Pptx_gives_slides_in_the_order_shown_each_with_its_notes() =>
        (await WordsAsync(OfficeFiles.Pptx(("标题\nfirst point", "say hello"), ("second", null)))).ShouldBe("# 1\n标题\nfirst point\n## 1 (notes)\nsay hello\n# 2\nsecond");

    [Fact]
    public async Task A_document_beyond_the_budget_is_cut_there()
    {
        var text = await _rig.ReadAsync(OfficeFiles.Docx(string.Concat(Enumerable.Repeat(OfficeFiles.Paragraph("0123456789"), 50))), limit: 100);
        (text.Words!.Length, text.Cut, text.Problem).ShouldBe((100, true, null));
        (await _rig.ReadAsync("exactly ten"u8.ToArray(), "a.txt", limit: 11)).ShouldBe(new ExtractedText("exactly ten", Cut: false, Problem: null));
        (await _rig.ReadAsync("exactly ten \n"u8.ToArray(), "a.txt", limit: 11)).Cut.ShouldBeFalse();
        (await _rig.ReadAsync("exactly ten!"u8.ToArray(), "a.txt", limit: 11)).Cut.ShouldBeTrue();
    }

    [Fact]
    public async Task A_pair_is_never_cut_in_two() => (await _rig.ReadAsync("abc😀"u8.ToArray(), "a.txt", limit: 4)).Words.ShouldBe("abc");
}
