using System.Buffers.Binary;
using System.Text;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Attachments;

public sealed class HostileDocumentTests : IDisposable
{
    private readonly DocumentRig _rig = new();

    public void Dispose() => _rig.Dispose();

    private async Task<string?> ProblemAsync(byte[] bytes, string name = "file")
    {
        var text = await _rig.ReadAsync(bytes, name);
        text.Words.ShouldBeNull();
        return text.Problem;
    }

    private static byte[] Blank(int bytes)
    {
        var part = Encoding.UTF8.GetBytes(OfficeFiles.WordPart("<w:p>" + new string(' ', bytes) + "</w:p>"));
        return OfficeFiles.Zip(("word/document.xml", part));
    }

    /// <summary>Over 100 MB and too varied for the ratio: every number is another.</summary>
    private static string Varied { get; } = string.Concat(Enumerable.Range(0, 550_000).Select(i => $"<w:b w:v=\"{i * 7919L % 999_983:D180}\"/>"));

    [Fact]
    public async Task A_zip_bomb_in_a_docx_is_seen_while_it_unpacks() => (await ProblemAsync(Blank(50_000_000))).ShouldBe(AttachmentProblems.Bomb);

    [Fact]
    public async Task A_zip_bomb_whose_header_lies_is_seen_too() =>
        (await ProblemAsync(OfficeFiles.WithClaimedSize(Blank(50_000_000), 1000))).ShouldBeOneOf(AttachmentProblems.Bomb, AttachmentProblems.Damaged);

    [Fact]
    public async Task More_unpacked_than_is_ever_read_ends_without_words()
    {
        (await ProblemAsync(OfficeFiles.Docx(Varied))).ShouldBe(AttachmentProblems.TooLarge);
    }

    [Fact]
    public async Task What_was_read_before_the_limit_is_kept()
    {
        var text = await _rig.ReadAsync(OfficeFiles.Docx(OfficeFiles.Paragraph("first words") + Varied));
        (text.Words, text.Cut, text.Problem).ShouldBe(("first words", true, null));
    }

    [Fact]
    public async Task A_hundred_thousand_entries_are_not_opened()
    {
        var zip = OfficeFiles.Docx("");
        var central = zip.AsSpan().IndexOf("PK\x01\x02"u8);
        var end = zip.AsSpan().LastIndexOf("PK\x05\x06"u8);
        // One entry after the other, while the end record still speaks of two.
        byte[] many = [.. zip[..end], .. Enumerable.Repeat(zip[central..end], 50_000).SelectMany(entry => entry), .. zip[end..]];
        (await ProblemAsync(many)).ShouldBe(AttachmentProblems.Bomb);
    }

    [Fact]
    public async Task A_zip_in_a_zip_is_no_document_and_is_not_unpacked() =>
        _rig.Sniff(OfficeFiles.Zip(("inner.zip", Blank(1000)))).ShouldBe(FileType.Zip);

    [Fact]
    public async Task Deep_nesting_ends_early() =>
        (await ProblemAsync(OfficeFiles.Docx(string.Concat(Enumerable.Repeat("<w:a>", 100_000))))).ShouldBe(AttachmentProblems.Bomb);

    [Fact]
    public async Task No_entity_is_resolved_and_no_DTD_is_read()
    {
        var part = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "lol">]><w:document xmlns:w="w"><w:t>&a;&b;</w:t></w:document>""";
        (await ProblemAsync(OfficeFiles.Zip(("word/document.xml", part)))).ShouldBe(AttachmentProblems.Damaged);
    }

    [Fact]
    public async Task Documents_cut_off_or_empty_are_damaged_or_without_words()
    {
        var docx = OfficeFiles.Docx(OfficeFiles.Paragraph("words"));
        (await ProblemAsync(OfficeFiles.Docx(""))).ShouldBe(AttachmentProblems.NoWords);
        (await ProblemAsync(OfficeFiles.Docx("<w:p><w:t></w:p>"))).ShouldBe(AttachmentProblems.Damaged);
        _rig.Sniff(docx[..^30]).ShouldBe(FileType.Zip);
        docx.AsSpan(60, 20).Fill(0xFF);
        (await ProblemAsync(docx)).ShouldBe(AttachmentProblems.Damaged);
    }

    [Fact]
    public async Task A_document_behind_a_password_says_so()
    {
        var zip = OfficeFiles.Docx(OfficeFiles.Paragraph("words"));
        var central = zip.AsSpan().IndexOf("PK\x01\x02"u8);
        BinaryPrimitives.WriteUInt16LittleEndian(zip.AsSpan(central + 8), 1);
        (await ProblemAsync(zip)).ShouldBe(AttachmentProblems.Encrypted);
        byte[] ole = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[504], .. Encoding.Unicode.GetBytes("EncryptedPackage"), .. new byte[512]];
        (await ProblemAsync(ole, "secret.docx")).ShouldBe(AttachmentProblems.Encrypted);
    }

    [Fact]
    public async Task Ten_million_cells_are_cut_not_counted_to_the_end()
    {
        var empty = string.Concat(Enumerable.Range(0, 1_200_000).Select(i => $"<c r=\"A{i}\"/>"));
        var text = await _rig.ReadAsync(OfficeFiles.Xlsx("", "", ("s", $"<row><c><v>1</v></c>{empty}</row>")));
        (text.Words, text.Cut, text.Problem).ShouldBe(("## s\n1", true, null));
    }

    [Fact]
    public async Task A_workbook_that_names_strings_it_does_not_have_is_cut_there()
    {
        var text = await _rig.ReadAsync(OfficeFiles.Xlsx("<si><t>a</t></si>", "", ("s", """<row><c t="s"><v>0</v></c><c t="s"><v>77</v></c><c t="s"><v>-1</v></c><c t="s"><v>x</v></c></row>""")));
        (text.Words, text.Cut).ShouldBe(("## s\na\t…\t…", true));
    }

    [Fact]
    public async Task A_relation_that_leads_outside_finds_nothing()
    {
        var book = OfficeFiles.Zip(
            ("xl/workbook.xml", """<workbook xmlns:r="r"><sheet name="s" r:id="a"/><sheet name="t" r:id="b"/></workbook>"""),
            ("xl/_rels/workbook.xml.rels", """<Relationships><Relationship Id="a" Target="../../../../etc/passwd"/><Relationship Id="b" TargetMode="External" Target="http://127.0.0.1/x"/></Relationships>"""));
        (await ProblemAsync(book)).ShouldBe(AttachmentProblems.NoWords);
    }

    [Fact]
    public async Task Html_of_twenty_megabytes_is_read_in_part()
    {
        var page = Encoding.UTF8.GetBytes("<!doctype html><p>start" + string.Concat(Enumerable.Repeat("<div title='x'>\n</div>", 1_000_000)));
        var text = await _rig.ReadAsync(page);
        (text.Words, text.Cut, text.Problem).ShouldBe(("start", true, null));
    }

    [Theory]
    [InlineData("<div>")]
    [InlineData("<p a=1 b=2 c=3>")]
    [InlineData("<")]
    [InlineData("&amp")]
    [InlineData("<!--")]
    [InlineData("<a b='")]
    public async Task Html_made_to_be_slow_is_not(string piece)
    {
        var page = "<html>" + string.Concat(Enumerable.Repeat(piece, 4_000_000 / piece.Length));
        (await _rig.ReadAsync(Encoding.UTF8.GetBytes(page), limit: 1000).Within()).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_tag_with_half_a_million_attributes_ends()
    {
        var page = "<html><p " + string.Concat(Enumerable.Range(0, 500_000).Select(i => $"a{i} ")) + ">words";
        (await _rig.ReadAsync(Encoding.UTF8.GetBytes(page)).Within()).Words.ShouldBe("words");
    }
}
