using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Dinghy.Gateway.Replies.Markdown;
using Markdig.Syntax;

namespace Dinghy.Gateway.Tests.Replies.Markdown;

public sealed partial class DingTalkMarkdownTests
{
    [Fact]
    public void Every_letter_and_digit_of_the_source_is_in_the_output_in_order()
    {
        for (var seed = 0; seed < 3_000; seed++)
        {
            var source = MarkdownTexts.Of(new Random(seed), tables: false);
            var output = DingTalkMarkdown.From(source, out var asWritten);
            asWritten.ShouldBeFalse($"seed {seed}:\n{source}");
            DingTalkMarkdownSubset.Violations(output).ShouldBeEmpty($"seed {seed}:\n{source}");
            Letters(output).ShouldBe(Letters(source), $"seed {seed}:\n{source}\n=====\n{output}");
        }
    }

    [Fact]
    public void With_tables_nothing_is_lost_either()
    {
        for (var seed = 0; seed < 1_500; seed++)
        {
            var source = MarkdownTexts.Of(new Random(seed), tables: true);
            var output = DingTalkMarkdown.From(source, out var asWritten);
            asWritten.ShouldBeFalse($"seed {seed}:\n{source}");
            DingTalkMarkdownSubset.Violations(output).ShouldBeEmpty($"seed {seed}:\n{source}");
            // A record repeats the headings, so there may be more of a letter, never less.
            var left = Letters(output).GroupBy(c => c).ToDictionary(group => group.Key, group => group.Count());
            foreach (var letter in Letters(source).GroupBy(c => c))
                left.GetValueOrDefault(letter.Key).ShouldBeGreaterThanOrEqualTo(letter.Count(), $"seed {seed}, '{letter.Key}':\n{source}\n=====\n{output}");
        }
    }

    /// <summary>A press of such a link says something as the presser: it might be a command of an owner's.</summary>
    [Theory]
    [InlineData("[Yes](dtmd://dingtalkclient/sendMessage?content=%2Fforget%20all%20yes) **now**")]
    [InlineData("[Yes](DTMD://dingtalkclient/sendMessage?content=/reset) **now**")]
    [InlineData("[Yes][1] **now**\n\n[1]: dtmd://dingtalkclient/sendMessage?content=/reset")]
    [InlineData("<a href=\"dtmd://dingtalkclient/sendMessage?content=/reset\">Yes</a> **now**")]
    [InlineData("[Yes](dingtalk://dingtalkclient/send%4Dessage?content=/reset) **now**")]
    [InlineData("[Yes](d\\tmd&#58;//dingtalkclient/sendMessage?content=/reset) **now**")]
    public void No_text_of_a_model_has_a_link_that_speaks_in_the_pressers_name(string text)
    {
        var shown = DingTalkMarkdown.From(text);
        shown.ShouldContain("Yes");
        DingTalkMarkdown.Parse(shown).Descendants<Markdig.Syntax.Inlines.LinkInline>().Select(link => link.Url).ShouldAllBe(url => !LinkWriter.Speaks(url));
        shown.ShouldNotContain("](d");
    }

    [Fact]
    public void What_came_out_once_comes_out_again_the_same()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var once = DingTalkMarkdown.From(MarkdownTexts.Of(new Random(seed), tables: true));
            var twice = DingTalkMarkdown.From(once);
            Letters(twice).ShouldBe(Letters(once), $"seed {seed}:\n{once}");
        }
    }

    [Theory]
    [InlineData(">")]
    [InlineData("- ")]
    [InlineData("[")]
    [InlineData("*a ")]
    [InlineData("*a _b ")]
    [InlineData("~~a ")]
    [InlineData("![[](")]
    [InlineData("[a](")]
    [InlineData("](")]
    [InlineData("`")]
    [InlineData("`` ` ")]
    [InlineData("|")]
    [InlineData("**")]
    [InlineData("<")]
    [InlineData("<a b=\"")]
    [InlineData("<!-- ")]
    [InlineData("a <!-- ")]
    [InlineData("<script>")]
    [InlineData("a <script> ")]
    [InlineData("<b>")]
    [InlineData("&amp")]
    [InlineData("&amp;")]
    [InlineData("[^1]")]
    [InlineData("|a\n|-\n")]
    [InlineData("- a\n  - b\n    - c\n")]
    [InlineData("\\")]
    [InlineData("\0")]
    [InlineData("e\u0301")]
    [InlineData("http://a ")]
    [InlineData("1. ")]
    [InlineData("# ")]
    [InlineData("    ")]
    public void Text_that_never_closes_what_it_opens_is_shown_all_the_same(string atom)
    {
        var source = "begin " + string.Concat(Enumerable.Repeat(atom, 200_000 / atom.Length)) + " end\n\nbegin\n\n" + string.Concat(Enumerable.Repeat(atom, 50)) + "end";
        var output = DingTalkMarkdown.From(source, out var asWritten);
        output.ShouldContain("begin");
        output.ShouldContain("end");
        if (asWritten) output.ShouldContain(source);
    }

    [Fact]
    public void What_is_too_deep_is_shown_whole_in_a_code_block()
    {
        var source = new string('>', 500) + " deep ``` text";
        var output = DingTalkMarkdown.From(source, out var asWritten);
        asWritten.ShouldBeTrue();
        output.ShouldBe($"````\n{source}\n````");
        DingTalkMarkdownSubset.Violations(output).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<!-- only a remark -->")]
    [InlineData("[only]: https://example.com/definition")]
    public void An_answer_of_nothing_visible_is_shown_as_it_was_written(string source)
    {
        DingTalkMarkdown.From(source, out var asWritten).ShouldBe($"```\n{source}\n```");
        asWritten.ShouldBeTrue();
    }

    [Fact]
    public void Two_hundred_thousand_characters_are_converted()
    {
        var source = new StringBuilder();
        for (var seed = 0; source.Length < 200_000; seed++) source.Append(MarkdownTexts.Of(new Random(seed), tables: true)).Append("\n\n");
        // Work that grew with the square of the text would take minutes here.
        var output = DingTalkMarkdown.From(source.ToString(), out var asWritten);
        asWritten.ShouldBeFalse();
        DingTalkMarkdownSubset.Violations(output).ShouldBeEmpty();
    }

    /// <summary>What a browser would show, by the parser's own html writer: another way than the converter's.</summary>
    private static string Letters(string markdown)
    {
        var html = Markdig.Markdown.ToHtml(markdown, s_pipeline);
        html = Picture().Replace(html, match => $" {match.Groups["alt"].Value} ");
        html = Note().Replace(BackLink().Replace(html, ""), "");
        var text = WebUtility.HtmlDecode(Tag().Replace(html, ""));
        // Numbers of nested lists are marks in the source and words in the output: no digit of the generator's words is below 5.
        return string.Concat(text.EnumerateRunes().Where(rune => Rune.IsLetterOrDigit(rune) && rune.Value is < '0' or > '4').Select(rune => rune.ToString()));
    }

    private static readonly Markdig.MarkdownPipeline s_pipeline = Markdig.MarkdownExtensions.UseCjkFriendlyEmphasis(Markdig.MarkdownExtensions.UseAutoLinks(
        Markdig.MarkdownExtensions.UseFootnotes(Markdig.MarkdownExtensions.UseEmphasisExtras(Markdig.MarkdownExtensions.UseTaskLists(
            Markdig.MarkdownExtensions.UsePipeTables(new Markdig.MarkdownPipelineBuilder())), Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough)))).Build();

    [GeneratedRegex("<img [^>]*?alt=\"(?<alt>[^\"]*)\"[^>]*>")]
    private static partial Regex Picture();

    [GeneratedRegex("<a href=\"#fnref[^>]*>.*?</a>")]
    private static partial Regex BackLink();

    [GeneratedRegex("<sup>[0-9]+</sup>")]
    private static partial Regex Note();

    // The generator's tags that are no html are words.
    [GeneratedRegex("<!--.*?-->|</?(?!T>|your-name>|https:)[a-zA-Z][^<>]*>", RegexOptions.Singleline)]
    private static partial Regex Tag();
}
