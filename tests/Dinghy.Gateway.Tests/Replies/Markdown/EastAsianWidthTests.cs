using Dinghy.Gateway.Replies.Markdown;

namespace Dinghy.Gateway.Tests.Replies.Markdown;

public sealed class EastAsianWidthTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("小船", 4)]
    [InlineData("（米）", 6)]
    [InlineData("ｶﾅ", 2)]
    [InlineData("カナ", 4)]
    [InlineData("한국", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("👍🏽", 2)]
    [InlineData("👩‍👩‍👧‍👦", 2)]
    [InlineData("🇩🇪", 2)]
    [InlineData("⚓️", 2)]
    [InlineData("→", 1)]
    [InlineData("𠀀", 2)]
    public void Chinese_and_emoji_are_two_wide_and_marks_take_no_room(string text, int columns) => EastAsianWidth.Of(text).ShouldBe(columns);
}
