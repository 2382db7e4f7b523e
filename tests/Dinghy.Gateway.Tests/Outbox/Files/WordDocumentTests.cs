using System.IO.Compression;
using System.Xml.Linq;
using Dinghy.Gateway.Outbox.Files;

namespace Dinghy.Gateway.Tests.Outbox.Files;

public sealed class WordDocumentTests
{
    private static readonly XNamespace s_word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    [Fact]
    public void Headings_lists_quotes_code_and_links_are_paragraphs_in_their_order()
    {
        var paragraphs = Paragraphs("# 题目\n\n一**粗**_斜_`码`  \n二行\n\n3. 三\n4. 四\n   - 内\n\n> 引\n\n```cs\na\n  b\n```\n\n[页](https://example.com)\n");
        paragraphs.Select(p => p.Text).ShouldBe(["题目", "一粗斜码\n二行", "3. 三", "4. 四", "• 内", "引", "a\n  b", "页 (https://example.com)"]);
        paragraphs.Select(p => p.Style).ShouldBe(["Heading1", null, null, null, null, null, "Code", null]);
    }

    [Theory]
    [InlineData("a\u0001b\uFFFFc")]
    [InlineData("half \uD83D pair <&> \"")]
    public void What_xml_can_not_hold_does_not_break_it(string text) =>
        Paragraphs(text).ShouldHaveSingleItem().Text.ShouldBe(text.Replace('\u0001', '\uFFFD').Replace('\uFFFF', '\uFFFD').Replace('\uD83D', '\uFFFD'));

    [Fact]
    public void A_text_too_deep_to_be_read_is_there_line_by_line() =>
        Paragraphs(string.Concat(Enumerable.Repeat("> ", 2_000)) + "end").ShouldNotBeEmpty();

    [Fact]
    public void The_package_names_its_parts_and_the_same_text_gives_the_same_bytes()
    {
        using var zip = new ZipArchive(new MemoryStream(WordDocument.Of("x")));
        zip.Entries.Select(entry => entry.FullName).ShouldBe(["[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/styles.xml", "word/document.xml"]);
        foreach (var entry in zip.Entries) using (var part = entry.Open()) XDocument.Load(part).Root.ShouldNotBeNull();
        WordDocument.Of("x").ShouldBe(WordDocument.Of("x"));
    }

    private static List<(string? Style, string Text)> Paragraphs(string markdown)
    {
        using var zip = new ZipArchive(new MemoryStream(WordDocument.Of(markdown)));
        using var part = zip.GetEntry("word/document.xml")!.Open();
        return
        [
            .. XDocument.Load(part).Descendants(s_word + "p").Select(p => (
                (string?)p.Element(s_word + "pPr")?.Element(s_word + "pStyle")?.Attribute(s_word + "val"),
                string.Concat(p.Descendants().Select(e => e.Name == s_word + "t" ? e.Value : e.Name == s_word + "br" ? "\n" : "")))),
        ];
    }
}
