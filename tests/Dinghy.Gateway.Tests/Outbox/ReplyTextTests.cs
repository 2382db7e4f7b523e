using System.Text.RegularExpressions;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Outbox;

public sealed partial class ReplyTextTests
{
    [Theory]
    [InlineData("hello", "hello")]
    [InlineData("a - b * c > d # e", null)]
    [InlineData("3 * 4 * 5 = 60, see [1]", null)]
    [InlineData("snake_case_name and 100% | done", null)]
    [InlineData("-5 degrees", null)]
    [InlineData("C# and F#", null)]
    [InlineData("你好，世界。", null)]
    public void Plain_words_go_as_text(string text, string? sent)
    {
        var message = Parts(text, Road.Webhook).ShouldHaveSingleItem().Message;
        message.ShouldBe(new RobotText(sent ?? text));
    }

    [Theory]
    [InlineData("# Title\ntext")]
    [InlineData("text\n## Title")]
    [InlineData("- one\n- two")]
    [InlineData("1. one")]
    [InlineData("> quote")]
    [InlineData("```\ncode\n```")]
    [InlineData("| a | b |\n|---|---|")]
    [InlineData("this is **bold**")]
    [InlineData("call `f()`")]
    [InlineData("see [there](https://example.com)")]
    [InlineData("![picture](https://example.com/p.png)")]
    public void Markup_goes_as_markdown(string text) =>
        Parts(text, Road.Webhook).ShouldHaveSingleItem().Message.ShouldBeOfType<RobotMarkdown>().Text.ShouldBe(text);

    [Fact]
    public void The_configured_style_wins()
    {
        Parts("plain", Road.Webhook, new() { Style = ReplyStyle.Markdown })[0].Message.ShouldBeOfType<RobotMarkdown>();
        Parts("# head", Road.Webhook, new() { Style = ReplyStyle.Text })[0].Message.ShouldBe(new RobotText("# head"));
    }

    [Theory]
    [InlineData("# Weekly **report**\nrest", "Weekly report")]
    [InlineData("\n\n  > - quoted\nrest", "quoted")]
    [InlineData("see [the page](https://example.com/a?b=c) now", "see the page now")]
    [InlineData("| a | b |", "a  b")]
    [InlineData("```", "…")]
    [InlineData(@"The model is lab/fake\_1, 2\*3", "The model is lab/fake_1, 2*3")]
    [InlineData("***", "…")]
    [InlineData("   ", "…")]
    public void The_title_is_the_first_line_without_its_markup(string text, string title) => Title(text).ShouldBe(title);

    [Fact]
    public void The_title_is_short_and_ends_between_characters()
    {
        Title(new string('长', 500)).ShouldBe(new string('长', 39) + "…");
        Title(string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦", 100))).ShouldEndWith("👩‍👩‍👧‍👦…");
        Title("e" + new string('\u0301', 30_000)).Length.ShouldBeLessThan(500);
    }

    [Fact]
    public void Markup_that_never_ends_costs_no_time_and_no_answer()
    {
        foreach (var text in new[] { new string('[', 400_000), string.Concat(Enumerable.Repeat("](", 200_000)), string.Concat(Enumerable.Repeat("[a](", 100_000)), new string('`', 400_000), new string('|', 400_000), string.Concat(Enumerable.Repeat("**", 200_000)) })
        {
            var reply = new ReplyText(text, new());
            reply.Message(reply.Cut(Road.Webhook, text.Length - 3_000, 9, 0)).ShouldNotBeNull();
        }
    }

    [Fact]
    public void Parts_are_numbered_only_when_there_are_several()
    {
        var parts = Parts(new string('a', 1_200), Road.Webhook, new() { PartChars = 500 });
        parts.Select(part => Number().Match(Body(part.Message)).Value).ShouldBe(["\n\n(1/3)", "\n\n(2/3)", "\n\n(3/3)"]);
        Body(Parts(new string('a', 500), Road.Webhook, new() { PartChars = 500 }).ShouldHaveSingleItem().Message).ShouldBe(new string('a', 500));
        Parts(new string('a', 501), Road.Webhook, new() { PartChars = 500 }).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_part_keeps_its_roads_limit_number_and_title_included_and_joined_they_are_the_text(bool openApi)
    {
        var road = openApi ? Road.OpenApi : Road.Webhook;
        for (var seed = 0; seed < 60; seed++)
        {
            var chance = new Random(seed);
            var text = Texts.Of(chance, chance.Next(1, 30_000));
            var config = new ReplyConfig { PartChars = chance.Next(500, 20_001), Style = (ReplyStyle)chance.Next(3) };
            var parts = Parts(text, road, config);
            string.Concat(parts.Select(part => part.Slice)).ShouldBe(text, $"seed {seed}");
            foreach (var (part, slice, message) in parts)
            {
                Body(message).Length.ShouldBeLessThanOrEqualTo(config.PartChars, $"seed {seed}");
                RobotApi.MeasureParam(message).ShouldBeLessThanOrEqualTo(openApi ? RobotApi.MaxMessageParamBytes : SessionWebhookClient.MaxMessageBytes, $"seed {seed}");
                Texts.HalvesAPair(text, part.Start + part.Length).ShouldBeFalse($"seed {seed}");
                Body(message).ShouldBe(parts.Count == 1 ? slice : $"{slice}\n\n({part.Number}/{parts.Count})", $"seed {seed}");
            }
        }
    }

    [Fact]
    public void Forty_five_thousand_Chinese_characters_arrive_by_OpenAPI_in_parts_of_fifteen_thousand_bytes()
    {
        var text = string.Concat(Enumerable.Repeat("钉钉机器人的回答很长，一句接着一句。", 2_500));
        var parts = Parts(text, Road.OpenApi, new() { PartChars = 20_000 });
        parts.Count.ShouldBeInRange(9, 11);
        string.Concat(parts.Select(part => part.Slice)).ShouldBe(text);
        parts.ShouldAllBe(part => RobotApi.MeasureParam(part.Message) <= 15_000);
    }

    [Fact]
    public void A_part_that_moves_to_another_road_is_cut_anew_from_the_first_undelivered_character()
    {
        var text = new ReplyText(new string('字', 20_000), new() { PartChars = 10_000 });
        var first = text.Cut(Road.Webhook, 0, 0, 0);
        first.Length.ShouldBeGreaterThan(5_000);
        var second = text.Cut(Road.OpenApi, first.Length, 1, 1);
        (second.Number, second.Start, second.Road, second.Attempts, second.Doubts).ShouldBe((2, first.Length, Road.OpenApi, 1, 1));
        second.Length.ShouldBeLessThan(5_000);
        RobotApi.MeasureParam(text.Message(second)).ShouldBeLessThanOrEqualTo(15_000);
    }

    [Fact]
    public void A_megabyte_is_numbered_to_its_end()
    {
        var reply = new ReplyText(Texts.Of(new Random(1), 1_000_000), new());
        var first = reply.Message(reply.Cut(Road.OpenApi, 0, 0, 0));
        var total = int.Parse(Body(first)[(Body(first).LastIndexOf('/') + 1)..^1], System.Globalization.CultureInfo.InvariantCulture);
        total.ShouldBeInRange(250, 1_000);
    }

    private static List<(Part Part, string Slice, RobotOutMessage Message)> Parts(string text, Road road, ReplyConfig? config = null)
    {
        var reply = new ReplyText(text, config ?? new());
        var parts = new List<(Part, string, RobotOutMessage)>();
        for (var (done, count) = (0, 0); done < text.Length; count++)
        {
            var part = reply.Cut(road, done, count, 0);
            (part.Number, part.Start, part.Road).ShouldBe((count + 1, done, road));
            parts.Add((part, text.Substring(part.Start, part.Length), reply.Message(part)));
            done += part.Length;
        }

        return parts;
    }

    private static string Title(string text) =>
        Parts(text, Road.Webhook, new() { Style = ReplyStyle.Markdown })[0].Message.ShouldBeOfType<RobotMarkdown>().Title;

    private static string Body(RobotOutMessage message) => message switch
    {
        RobotText text => text.Content,
        RobotMarkdown markdown => markdown.Text,
        _ => throw new InvalidOperationException(message.GetType().Name),
    };

    [GeneratedRegex(@"\n\n\(\d+/\d+\)$")]
    private static partial Regex Number();
}
