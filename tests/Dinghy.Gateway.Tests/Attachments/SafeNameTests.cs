using System.Text;
using Dinghy.Gateway.Attachments;

namespace Dinghy.Gateway.Tests.Attachments;

public sealed class SafeNameTests
{
    [Theory]
    [InlineData("报告.pdf", "报告.pdf")]
    [InlineData("../../x", "x")]
    [InlineData(@"..\..\windows\x.txt", "x.txt")]
    [InlineData("..", "file")]
    [InlineData("", "file")]
    [InlineData(null, "file")]
    [InlineData(".bashrc", "bashrc")]
    [InlineData("a\0b.txt", "a_b.txt")]
    [InlineData("a\r\nb\u001b[31m.txt", "a__b_[31m.txt")]
    [InlineData("CON", "_CON")]
    [InlineData("con.txt", "_con.txt")]
    [InlineData("LPT1.tar.gz", "_LPT1.tar.gz")]
    [InlineData("console.txt", "console.txt")]
    [InlineData("a<b>:c?.txt", "a_b__c_.txt")]
    [InlineData("trailing. . .", "trailing")]
    [InlineData("photo\u202egpj.exe", "photogpj.exe")]
    [InlineData("zero\u200bwidth\ufeff.md", "zerowidth.md")]
    [InlineData("line\u2028break.txt", "linebreak.txt")]
    [InlineData("-rf", "-rf")]
    public void A_name_is_one_visible_segment(string? name, string safe) => SafeName.Of(name, "file").ShouldBe(safe);

    [Fact]
    public void Half_a_pair_upsets_no_file_system() => SafeName.Of("half\ud83d.txt", "file").ShouldBe("half_.txt");

    [Fact]
    public void Three_hundred_Chinese_characters_fit_a_file_system_and_keep_their_ending()
    {
        var safe = SafeName.Of(new string('长', 300) + ".docx", "file");
        safe.ShouldEndWith("长.docx");
        Encoding.UTF8.GetByteCount(safe).ShouldBeInRange(170, 180);
    }

    [Fact]
    public void An_ending_that_is_no_ending_is_cut_like_the_rest() =>
        Encoding.UTF8.GetByteCount(SafeName.Of("a." + new string('b', 400), "file")).ShouldBe(180);

    [Fact]
    public void A_name_without_an_ending_takes_that_of_its_bytes()
    {
        SafeName.WithEnding("picture", "png").ShouldBe("picture.png");
        SafeName.WithEnding("photo.jpeg", "jpg").ShouldBe("photo.jpeg");
        SafeName.WithEnding("data", "").ShouldBe("data");
    }
}
