using System.Text;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Replies.Markdown;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Replies.Markdown;

namespace Dinghy.Gateway.Tests.Outbox;

/// <summary>Markdown is cut between its blocks, and a fence that must be cut is a fence on both sides.</summary>
public sealed class ReplyBlocksTests
{
    private static readonly ReplyConfig s_small = new() { PartChars = 500 };

    [Fact]
    public void A_fence_that_fits_a_part_is_not_cut()
    {
        var code = "```csharp\n" + Lines(20) + "```\n";
        var parts = Parts("Words before it.\n\n" + code + "\nWords behind it.", Road.Webhook, s_small);
        parts.Count.ShouldBe(1);

        var before = string.Concat(Enumerable.Repeat("Some words before it. ", 16));
        var bodies = Parts($"{before}\n\n{code}\nBehind.", Road.Webhook, s_small).Select(part => part.Body).ToList();
        bodies.ShouldBe([$"{before}\n\n\n\n(1/2)", $"{code}\nBehind.\n\n(2/2)"]);
    }

    [Fact]
    public void A_fence_that_must_be_cut_is_closed_and_reopened_with_its_language()
    {
        var text = "Look:\n\n```csharp\n" + Lines(100) + "```\n\nThat was it.";
        var parts = Parts(text, Road.Webhook, s_small);
        parts.Count.ShouldBe(3);
        parts[0].Body.ShouldStartWith("Look:\n\n```csharp\nline 0000\n");
        foreach (var part in parts.Skip(1).SkipLast(1)) part.Body.ShouldStartWith("```csharp\nline ");
        foreach (var part in parts.SkipLast(1)) part.Body.ShouldContain("\n```\n\n(");
        // Every line of code is whole, in one part, and in order.
        string.Concat(parts.SelectMany(part => part.Body.Split('\n')).Where(line => line.StartsWith("line ", StringComparison.Ordinal)).Select(line => line + "\n")).ShouldBe(Lines(100));
    }

    [Fact]
    public void A_table_in_code_is_cut_between_its_rows()
    {
        var rows = string.Concat(Enumerable.Range(0, 100).Select(i => $"| 船{i:D3} | {i} |\n"));
        var shown = DingTalkMarkdown.From($"| 名 | 数 |\n|---|---|\n{rows}");
        var parts = Parts(shown, Road.OpenApi, s_small);
        parts.Count.ShouldBe(2);
        parts.ShouldAllBe(part => part.Body.StartsWith("```\n", StringComparison.Ordinal));
        foreach (var i in Enumerable.Range(0, 100)) parts.Count(part => part.Body.Contains($"\n船{i:D3} ", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void A_road_that_changes_within_a_fence_goes_on_within_it()
    {
        var text = new ReplyText("```python\n" + Lines(2_000) + "```", new() { PartChars = 12_000 });
        var first = text.Cut(Road.Webhook, 0, 0, 0);
        first.Length.ShouldBeGreaterThan(9_000);
        // A restart knows only how many characters have arrived.
        var second = new ReplyText("```python\n" + Lines(2_000) + "```", new() { PartChars = 2_000 }).Cut(Road.OpenApi, first.Length, 1, 1);
        var body = Body(new ReplyText("```python\n" + Lines(2_000) + "```", new() { PartChars = 2_000 }).Message(second));
        body.ShouldStartWith("```python\nline ");
        body.Length.ShouldBeLessThanOrEqualTo(2_000);
    }

    [Fact]
    public void Cuts_fall_between_items_and_paragraphs_before_they_fall_within_them()
    {
        var items = string.Concat(Enumerable.Range(1, 60).Select(i => $"{i}. item number {i}  \n   　· deeper  \n   　· and deeper still\n"));
        var parts = Parts(items, Road.Webhook, s_small);
        parts.Count.ShouldBeGreaterThan(3);
        foreach (var part in parts.Skip(1)) char.IsAsciiDigit(part.Body[0]).ShouldBeTrue(part.Body);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Parts_without_the_reopened_lines_are_the_text_and_every_part_closes_its_fences_and_keeps_the_limit(bool openApi)
    {
        var road = openApi ? Road.OpenApi : Road.Webhook;
        for (var seed = 0; seed < 80; seed++)
        {
            var chance = new Random(seed);
            var text = DingTalkMarkdown.From(Source(chance));
            var config = new ReplyConfig { PartChars = chance.Next(500, 3_000), Style = ReplyStyle.Markdown };
            var parts = Parts(text, road, config);
            string.Concat(parts.Select(part => part.Slice)).ShouldBe(text, $"seed {seed}");
            var fences = new CodeFences(text);
            foreach (var part in parts)
            {
                part.Body.Length.ShouldBeLessThanOrEqualTo(config.PartChars, $"seed {seed}");
                if (openApi) RobotApi.MeasureParam(part.Message).ShouldBeLessThanOrEqualTo(RobotApi.MaxMessageParamBytes, $"seed {seed}");
                DingTalkMarkdownSubset.Violations(part.Body).Where(violation => violation.Contains("fence", StringComparison.Ordinal)).ShouldBeEmpty($"seed {seed}, part {part.Part.Number}:\n{part.Body}");
                var added = (fences.OpenAt(part.Part.Start)?.Opening + "\n").TrimStart('\n');
                part.Body.ShouldStartWith(added + part.Slice, Case.Sensitive, $"seed {seed}");
            }
        }
    }

    [Theory]
    [InlineData("```")]
    [InlineData("```\n")]
    [InlineData("~~~\n```\n")]
    [InlineData("   ```` x\n")]
    [InlineData("``````````````````````````\n")]
    [InlineData("``` a`b\n")]
    public void Fences_that_are_none_or_never_end_are_cut_without_loss(string atom)
    {
        foreach (var text in new[] { string.Concat(Enumerable.Repeat(atom, 4_000 / atom.Length)), atom + new string('x', 3_000), atom + new string('\n', 3_000), new string('y', 700) + "\n" + atom })
        {
            var parts = Parts(text, Road.Webhook, new() { PartChars = 500, Style = ReplyStyle.Markdown });
            string.Concat(parts.Select(part => part.Slice)).ShouldBe(text);
            parts.ShouldAllBe(part => part.Body.Length <= 500);
        }
    }

    private static string Lines(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"line {i:D4}\n"));

    private static string Source(Random chance)
    {
        var source = new StringBuilder();
        while (source.Length < 8_000)
        {
            source.Append(MarkdownTexts.Of(chance, tables: true)).Append("\n\n");
            if (chance.Next(3) == 0) source.Append("```go\n").Append(Lines(chance.Next(1, 200))).Append("```\n\n");
            if (chance.Next(6) == 0) source.Append("```\n").Append('长', chance.Next(1, 4_000)).Append("\n```\n\n");
        }

        return source.ToString();
    }

    private static List<(Part Part, string Slice, string Body, RobotOutMessage Message)> Parts(string text, Road road, ReplyConfig config)
    {
        var reply = new ReplyText(text, config);
        var parts = new List<(Part, string, string, RobotOutMessage)>();
        for (var (done, count) = (0, 0); done < text.Length; count++)
        {
            var part = reply.Cut(road, done, count, 0);
            part.Length.ShouldBeGreaterThan(0);
            var message = reply.Message(part);
            parts.Add((part, text.Substring(part.Start, part.Length), Body(message), message));
            done += part.Length;
        }

        return parts;
    }

    private static string Body(RobotOutMessage message) => message is RobotMarkdown markdown ? markdown.Text : message.ShouldBeOfType<RobotText>().Content;
}
