using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Replies.Markdown;

namespace Dinghy.Gateway.Tests.Replies;

/// <summary>What a growing answer shows: nothing that the next word turns into something else.</summary>
public sealed class DraftTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(" \n", "")]
    [InlineData("Hello", "Hello")]
    [InlineData("some **bold", "some **bold**")]
    [InlineData("some **", "some")]
    [InlineData("a `co", "a `co`")]
    [InlineData("see [the docs](https://a.b", "see")]
    [InlineData("see ![pic", "see")]
    [InlineData("one\n\n#", "one")]
    [InlineData("one\n\n- two\n-", "- two")]
    [InlineData("line <b", "line")]
    public void An_unfinished_line_shows_what_is_certain(string draft, string end) => DraftText.Shown(draft, 10_000).ShouldEndWith(end);

    [Theory]
    [InlineData("text\n\n```")]
    [InlineData("text\n\n```pyth")]
    public void A_fence_shows_with_its_first_line_of_code(string draft) => DraftText.Shown(draft, 10_000).ShouldBe("text");

    [Theory]
    [InlineData("```py\nprint(1)\n")]
    [InlineData("```py\nprint(1)\n``")]
    [InlineData("```py\nprint(1)\n```")]
    [InlineData("```py\nprint(1)")]
    public void Code_stands_in_a_closed_fence_from_its_first_line_to_its_last(string draft) => DraftText.Shown(draft, 10_000).ShouldBe("```py\nprint(1)\n```");

    [Fact]
    public void A_table_waits_for_its_first_row()
    {
        DraftText.Shown("Prices:\n\n| a | b |\n| --", 10_000).ShouldBe("Prices:");
        DraftText.Shown("Prices:\n\n| a | b |\n| --- | --- |\n| 1 |", 10_000).ShouldBe("Prices:");
        DraftText.Shown("Prices:\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3", 10_000).ShouldBe(DingTalkMarkdown.From("Prices:\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n"));
    }

    [Fact]
    public void Every_beginning_of_every_text_can_be_shown_within_the_subset_and_the_bound()
    {
        const string Text = "# T\n\nA **b** `c` [d](https://e.f) <b>g</b>\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```cs\nvar x = \"|\";\n```\n\n1. 一\n   - 二 ~~三~~ 🚣\n> q\n\n---\nend";
        for (var length = 0; length <= Text.Length; length++)
        {
            var shown = DraftText.Shown(Text[..length], 60);
            System.Text.Encoding.UTF8.GetByteCount(shown).ShouldBeLessThanOrEqualTo(60);
        }

        DraftText.Shown(Text, 10_000).ShouldBe(DingTalkMarkdown.From(Text));
    }

    [Theory]
    [InlineData("words", "words")]
    [InlineData("```py\nprint(", "```py\nprint(\n```")]
    [InlineData("~~~~\n```\nx", "~~~~\n```\nx\n~~~~")]
    public void Text_that_breaks_off_closes_its_fence(string draft, string ended) => DraftText.Ended(draft).ShouldBe(ended);
}
