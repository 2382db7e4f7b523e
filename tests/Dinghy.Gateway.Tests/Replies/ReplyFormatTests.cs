using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Replies;

namespace Dinghy.Gateway.Tests.Replies;

public sealed class ReplyFormatTests
{
    private static readonly ReplyConfig s_auto = new();

    [Theory]
    [InlineData("plain words\nand  more\r\n  indented")]
    [InlineData("3 * 4 < 5, a_b_c & C:\\*")]
    [InlineData("if a < b and c > d")]
    [InlineData("~5 minutes~")]
    public void Plain_text_is_stored_as_it_is(string text) => ReplyFormat.Shown(text, s_auto, out _).ShouldBe(text);

    [Theory]
    [InlineData("Title\n=====\nwords", "# Title\n\nwords")]
    [InlineData("**a**\nb", "**a**  \nb")]
    [InlineData("- [x] done", "- ☑ done")]
    [InlineData("|a|b|\n|-|-|\n|1|2|", "```\na   b\n--  --\n1   2\n```")]
    public void Markup_is_stored_as_DingTalk_shows_it(string text, string shown) => ReplyFormat.Shown(text, s_auto, out _).ShouldBe(shown);

    [Theory]
    [InlineData("was ~~old~~\nnow 2 \\* 3", "was old\nnow 2 * 3")]
    [InlineData("first<br>second", "first\nsecond")]
    [InlineData("H<sub>2</sub>O", "H2O")]
    public void When_no_markup_is_left_it_is_text(string text, string shown)
    {
        ReplyFormat.Shown(text, s_auto, out _).ShouldBe(shown);
        ReplyFormat.IsMarkdown(shown, s_auto).ShouldBeFalse();
    }

    [Fact]
    public void The_configured_style_wins()
    {
        ReplyFormat.Shown("# a\n- b\n  - c", new() { Style = ReplyStyle.Text }, out _).ShouldBe("# a\n- b\n  - c");
        ReplyFormat.Shown("a\nb", new() { Style = ReplyStyle.Markdown }, out _).ShouldBe("a  \nb");
    }

    [Fact]
    public void What_can_not_be_read_says_so()
    {
        ReplyFormat.Shown("**a**\n\n" + new string('>', 500) + " deep", s_auto, out var asWritten);
        asWritten.ShouldBeTrue();
    }
}
