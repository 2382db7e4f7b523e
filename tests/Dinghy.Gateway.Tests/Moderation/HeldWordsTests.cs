using System.Text.RegularExpressions;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Moderation;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Moderation;

/// <summary>Lists, and how far an answer that grows may be shown.</summary>
public sealed class HeldWordsTests
{
    private static readonly ModerationLog s_log = new(NullLogger<ModerationLog>.Instance);

    [Theory]
    [InlineData("违禁词", "这里有违\u200B禁\u2060词。")]
    [InlineData("bad word", "A ＢＡＤ　Ｗｏｒｄ!")]
    [InlineData("bad word", "a b*a*d **word**")]
    [InlineData("电话13", "电话①３")]
    [InlineData("Ｃａｓｅ", "cAsE")]
    public void Case_width_invisible_characters_and_markup_hide_nothing(string word, string text) => Lists([word]).Find(text).ShouldBe("words");

    [Fact]
    public void What_is_not_on_the_list_passes()
    {
        var lists = Lists(["违禁词", "bad"], [new Regex(@"\b\d{4}-\d{4}\b", RegexOptions.None, TimeSpan.FromSeconds(1))]);
        lists.Find("违禁 词 and b a d, 12-34").ShouldBeNull();
        lists.Find("call 1234-5678").ShouldBe("patterns");
    }

    [Fact]
    public void A_pattern_that_takes_too_long_counts_as_found() =>
        Lists([], [new Regex("^(a+)+$", RegexOptions.None, TimeSpan.FromMilliseconds(20))]).Find(new string('a', 5_000) + "!").ShouldBe("patterns");

    /// <summary>Whatever the words, the text and the pieces it comes in: nothing from the beginning of a phrase on is ever given, and what has none is given whole.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_piece_of_a_phrase_is_ever_shown_and_nothing_else_is_lost(int seed)
    {
        var chance = new Random(seed);
        for (var round = 0; round < 60; round++)
        {
            string[] alphabet = ["a", "b", "Ａ", "禁", "词", "😀", "\u200B", "*", " "];
            var words = Enumerable.Range(0, chance.Next(1, 4)).Select(_ => string.Concat(chance.GetItems(["a", "b", "禁", "词", "😀"], chance.Next(2, 6)))).ToArray();
            var lists = Lists(words);
            var text = string.Concat(chance.GetItems(alphabet, chance.Next(0, 60)));
            var (held, given) = (new HeldWords(lists, whole: false), "");
            for (var at = 0; at < text.Length && !held.IsBlocked;)
            {
                var length = Math.Min(chance.Next(1, 9), text.Length - at);
                if (at + length < text.Length && char.IsLowSurrogate(text[at + length])) length++;
                given += held.Add(text.Substring(at, length));
                at += length;
            }

            if (!held.IsBlocked && lists.Find(held.All) is null) given += held.Rest;
            var folded = FoldedText.Of(text, markup: true);
            var first = words.Select(word => folded.Text.IndexOf(FoldedText.Of(word, markup: true).Text, StringComparison.Ordinal)).Where(index => index >= 0).DefaultIfEmpty(-1).Min();
            if (first < 0) given.ShouldBe(text);
            else given.Length.ShouldBeLessThanOrEqualTo(folded.From(first), $"{string.Join('|', words)} in {text}");
            text.ShouldStartWith(given, Case.Sensitive);
        }
    }

    [Fact]
    public void What_must_be_seen_whole_is_held_back_whole()
    {
        var held = new HeldWords(Lists(["bad"], [new Regex("x", RegexOptions.None, TimeSpan.FromSeconds(1))]), whole: true);
        (held.Add("a long text "), held.Add("that goes on")).ShouldBe(("", ""));
        held.Rest.ShouldBe("a long text that goes on");
        held.Reset();
        held.All.ShouldBe("");
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 20)];

    private static WordLists Lists(IReadOnlyList<string> words, IReadOnlyList<Regex>? patterns = null) => new(new ModerationConfig { Words = words, Patterns = patterns ?? [] }, s_log);
}
