using System.Text;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Attachments.Text;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Attachments;

public sealed class SnifferTests : IDisposable
{
    private readonly DocumentRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("image/png", "89504E470D0A1A0A0000000D49484452")]
    [InlineData("image/jpeg", "FFD8FFE000104A464946")]
    [InlineData("image/gif", "474946383961")]
    [InlineData("image/webp", "524946460000000057454250")]
    [InlineData("image/bmp", "424D4600000000000000360000002800000001000000010000000100180000000000")]
    [InlineData("image/heic", "000000186674797068656963")]
    [InlineData("application/pdf", "255044462D312E37")]
    [InlineData("audio/mpeg", "49443304000000")]
    [InlineData("audio/mpeg", "FFFB9064000F")]
    [InlineData("audio/wav", "524946460000000057415645")]
    [InlineData("audio/amr", "2321414D520A")]
    [InlineData("audio/ogg", "4F67675300020000")]
    [InlineData("audio/mp4", "00000018667479704D344120")]
    [InlineData("video/mp4", "000000186674797069736F6D")]
    [InlineData("video/quicktime", "0000001466747970717420200000")]
    [InlineData("application/octet-stream", "0001020304FFFE00112233")]
    [InlineData("application/octet-stream", "7F454C4602010100")]
    public void Bytes_tell_what_a_file_is_whatever_it_is_called(string type, string hex) =>
        _rig.Sniff(Convert.FromHexString(hex), "report.docx").ContentType.ShouldBe(type);

    [Theory]
    [InlineData("text/html", " \n<!DOCTYPE HTML><p>x", "page.txt")]
    [InlineData("text/html", "<p>x", "page.html")]
    [InlineData("application/json", "[1]", "a.json")]
    [InlineData("application/json", "{\"a\":1}", "body")]
    [InlineData("text/csv", "a,b\n1,2", "a.csv")]
    [InlineData("text/markdown", "# x", "a.md")]
    [InlineData("text/plain", "BM is a shop", "a.txt")]
    [InlineData("text/plain", "{\"not\": whole", "a.log")]
    public void A_name_only_tells_texts_apart(string type, string words, string name) => _rig.Sniff(Encoding.UTF8.GetBytes(words), name).ContentType.ShouldBe(type);

    [Fact]
    public void Office_documents_are_known_by_what_is_inside_the_zip()
    {
        _rig.Sniff(OfficeFiles.Docx("")).ShouldBe(FileType.Docx);
        _rig.Sniff(OfficeFiles.Xlsx("", "", ("a", ""))).ShouldBe(FileType.Xlsx);
        _rig.Sniff(OfficeFiles.Pptx(("a", null))).ShouldBe(FileType.Pptx);
        _rig.Sniff(OfficeFiles.Zip(("inner.docx", OfficeFiles.Docx("")))).ShouldBe(FileType.Zip);
        _rig.Sniff([.. "PK\x03\x04"u8, .. new byte[40]]).ShouldBe(FileType.Zip);
    }

    [Theory]
    [InlineData("WordDocument", "application/msword")]
    [InlineData("Workbook", "application/vnd.ms-excel")]
    [InlineData("PowerPoint Document", "application/vnd.ms-powerpoint")]
    [InlineData("EncryptedPackage", "application/x-encrypted-office")]
    [InlineData("SomethingElse", "application/x-ole-storage")]
    public void Old_and_encrypted_Office_documents_are_known_by_their_streams(string stream, string type)
    {
        // Across the border of two reads.
        byte[] ole = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[(64 * 1024) - 12], .. Encoding.Unicode.GetBytes(stream), .. new byte[512]];
        _rig.Sniff(ole).ContentType.ShouldBe(type);
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("GB18030", false)]
    public async Task Chinese_text_is_read_right_in_every_encoding_that_Windows_writes(string name, bool mark)
    {
        const string words = "第一行：销售额 1,234 元\n第二行：同比增长 5%，环比持平。";
        var encoding = name == "GB18030" ? TextEncodings.Gb18030 : Encoding.GetEncoding(name);
        byte[] bytes = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(words)];
        (await _rig.ReadAsync(bytes, "a.txt")).ShouldBe(new ExtractedText(words, Cut: false, Problem: null));
    }

    [Fact]
    public void A_character_cut_in_two_at_the_end_of_the_head_is_still_text()
    {
        TextEncodings.Detect("中文"u8[..5]).ShouldBe(Encoding.UTF8);
        TextEncodings.Detect(TextEncodings.Gb18030.GetBytes("中文字").AsSpan(0, 5)).ShouldBe(TextEncodings.Gb18030);
    }
}
