using System.Text.Json.Nodes;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Policy;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Policy;

public sealed class QuestionTests
{
    private static readonly AccountConfig s_named = Accounts.Main;
    private static readonly AccountConfig s_nameless = Accounts.Main with { BotName = null };

    private static string? Asked(Said said, AccountConfig account) => Question.TextOf(said.Message(), account);

    [Theory]
    [InlineData("hello", "hello")]
    [InlineData(" hello", "hello")]                                     // DingTalk cut the mention and left its blank
    [InlineData("@Bot hello", "hello")]
    [InlineData(" @Bot hello", "hello")]
    [InlineData("@Bot\u2005hello", "hello")]
    [InlineData("@Bot\u00a0hello", "hello")]
    [InlineData("@Bot\u3000你好", "你好")]
    [InlineData("@Bot\thello", "hello")]
    [InlineData("@Bot   hello", "hello")]
    [InlineData("@Bot @Bot hello", "hello")]
    [InlineData("@Bot\nhello", "hello")]
    [InlineData("@Bot\r\nhello", "hello")]
    [InlineData("@Bot \n    if x:\n\treturn 1\n", "    if x:\n\treturn 1\n")]
    [InlineData(" \n    if x:\n        return 1", "    if x:\n        return 1")]
    [InlineData("@Bot\n\n- one\n  - two", "\n- one\n  - two")]
    [InlineData("@Bot line 1\r\nline 2\n\n  line 4  ", "line 1\r\nline 2\n\n  line 4  ")]
    [InlineData("@Bot", "")]
    [InlineData("@Bot ", "")]
    [InlineData("", "")]
    [InlineData("mail me at ann@example.com", "mail me at ann@example.com")]
    [InlineData("ann@example.com is mine", "ann@example.com is mine")]
    [InlineData("ask @Bot about it", "ask @Bot about it")]
    [InlineData("hello @Bot", "hello @Bot")]
    [InlineData("@Botany is a science", "@Botany is a science")]
    [InlineData("@ hello", "@ hello")]
    public void A_mention_goes_and_every_other_character_stays(string text, string question)
    {
        Asked(Said.InGroup(text), s_named).ShouldBe(question);
        Asked(Said.InGroup(text, mentioned: false), s_named with { GroupTrigger = new() { MentionOnly = false } }).ShouldBe(question);
    }

    [Theory]
    [InlineData(" @张三 的电话是多少", "@张三 的电话是多少")]
    [InlineData(" @Override 是什么意思", "@Override 是什么意思")]
    [InlineData("@Bot @张三 的电话是多少", "@张三 的电话是多少")]
    [InlineData("@张三  的电话是多少", "@张三  的电话是多少")]
    public void Mentions_of_others_are_part_of_the_question(string text, string question) =>
        Asked(Said.InGroup(text), s_named).ShouldBe(question);

    [Theory]
    [InlineData("@Helper hello", "hello")]                             // a server that leaves the mention
    [InlineData("@Helper\n    code", "    code")]
    [InlineData("@Helper", "")]
    [InlineData(" @Override 是什么意思", "@Override 是什么意思")]          // DingTalk, which cut it and left the blank
    [InlineData("@Helper @张三 的电话", "@张三 的电话")]
    public void Without_a_known_name_one_leading_mention_goes_if_DingTalk_left_it(string text, string question) =>
        Asked(Said.InGroup(text), s_nameless).ShouldBe(question);

    [Fact]
    public void Without_a_known_name_an_unmentioned_message_loses_nothing() =>
        Asked(Said.InGroup("@张三 在吗", mentioned: false), s_nameless with { GroupTrigger = new() { MentionOnly = false } }).ShouldBe("@张三 在吗");

    [Theory]
    [InlineData("@My Bot hello")]
    [InlineData("@My Bot\u2005hello")]
    [InlineData("@My Bot @My Bot\nhello")]
    public void A_name_with_blanks_goes_whole(string text) =>
        Asked(Said.InGroup(text), s_named with { BotName = "My Bot" }).ShouldBe("hello");

    [Theory]
    [InlineData("/ask what?", "what?")]
    [InlineData(" /ask what?", "what?")]
    [InlineData("/ask\n    code", "    code")]
    [InlineData("/askwhat?", "what?")]
    [InlineData("/ask", "")]
    public void A_prefix_goes_with_its_blank(string text, string question) =>
        Asked(Said.InGroup(text, mentioned: false), s_named with { GroupTrigger = new() { MentionOnly = false, Prefixes = ["/ask"] } }).ShouldBe(question);

    [Fact]
    public void A_prefix_after_a_mention_is_part_of_the_question() =>
        Asked(Said.InGroup("@Bot /ask what?"), s_named with { GroupTrigger = new() { MentionOnly = false, Prefixes = ["/ask"] } }).ShouldBe("/ask what?");

    [Theory]
    [InlineData(" \n  @Bot /ask  \r\n\t x ")]
    [InlineData("@Bot")]
    [InlineData("👩‍👩‍👧 e\u0301\u200b")]
    public void Private_text_is_untouched(string text) =>
        Asked(new Said { Text = text }, s_named with { GroupTrigger = new() { MentionOnly = false, Prefixes = ["/ask"] } }).ShouldBe(text);

    [Fact]
    public void Speech_that_DingTalk_wrote_down_is_a_question()
    {
        var audio = new Said { Type = "audio", Text = null, Content = new JsonObject { ["downloadCode"] = "c", ["recognition"] = "what time is it" } };
        Asked(audio, s_named).ShouldBe("what time is it");
        audio.Content!.Remove("recognition");
        Asked(audio, s_named).ShouldBeNull();
    }

    [Fact]
    public void Rich_text_is_the_text_of_its_runs_in_order()
    {
        var parts = new JsonArray(new JsonObject { ["text"] = "@Bot look\n" }, new JsonObject { ["type"] = "picture", ["downloadCode"] = "c" }, new JsonObject { ["text"] = "  here" });
        var rich = Said.InGroup("") with { Type = "richText", Text = null, Content = new JsonObject { ["richText"] = parts } };
        Asked(rich, s_named).ShouldBe("look\n  here");
        Question.In("@Bot look\n[picture]  here", rich.Message(), s_named).ShouldBe("look\n[picture]  here");
        var pictures = rich with { Content = new JsonObject { ["richText"] = new JsonArray(new JsonObject { ["type"] = "picture", ["downloadCode"] = "c" }) } };
        Asked(pictures, s_named).ShouldBeNull();
    }

    [Fact]
    public void Cutting_the_mention_loses_no_character_of_any_question()
    {
        var chance = new Random(20261120);
        const string alphabet = "ab你好👩\u200d👧e\u0301@. \t\n\r/`#{}\u2005";
        for (var i = 0; i < 2_000; i++)
        {
            var words = "x" + string.Concat(Enumerable.Range(0, chance.Next(40)).Select(_ => alphabet[chance.Next(alphabet.Length)]));
            var text = JsonSafe(words);
            foreach (var lead in new[] { "@Bot ", " ", "@Bot\u2005", "", "@Bot @Bot \n", "  @Bot\r\n" })
                Asked(Said.InGroup(lead + text), s_named).ShouldBe(text, $"{i}: {lead}");
        }
    }

    // Halves of a pair can not travel in JSON; the reader repairs them before anything of ours sees them.
    private static string JsonSafe(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
