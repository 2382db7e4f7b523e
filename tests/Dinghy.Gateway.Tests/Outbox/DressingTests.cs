using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Outbox;

/// <summary>What is set around an answer's words: buttons, a last line, mentions; each where the road can carry it.</summary>
public sealed class DressingTests
{
    private static readonly ReplyConfig s_small = new() { PartChars = 500 };

    [Fact]
    public void Buttons_and_the_last_line_stand_on_the_last_part_and_the_mention_on_the_first()
    {
        var extras = new ReplyExtras { Buttons = [new("Yes", null, "yes please"), new("Page", "https://example.com/?a=1", null)], Footer = "label", Mention = "staff-1" };
        var parts = Parts(new string('a', 1_200), Road.Webhook, s_small, extras);
        parts[0].ShouldBeOfType<RobotMarkdown>().At!.Users.ShouldBe([new StaffId("staff-1")]);
        Body(parts[0]).ShouldStartWith("@staff-1\n\naaa");
        parts[1].ShouldBeOfType<RobotMarkdown>().At.ShouldBeNull();
        var card = parts[^1].ShouldBeOfType<RobotActionCard>();
        card.Text.ShouldEndWith($"a\n\n({parts.Count}/{parts.Count})\n\nlabel");
        card.Buttons.ShouldBe([new("Yes", "dtmd://dingtalkclient/sendMessage?content=yes%20please"), new("Page", "https://example.com/?a=1")]);
        parts.ShouldAllBe(part => Body(part).Length <= 500);
    }

    [Fact]
    public void OpenApi_has_no_mentions_and_five_buttons()
    {
        var extras = new ReplyExtras { Buttons = [.. Enumerable.Range(1, 7).Select(i => new ReplyButton($"[{i}]", null, $"{i}"))], Mention = "staff-1" };
        var card = Parts("hello", Road.OpenApi, new(), extras).ShouldHaveSingleItem().ShouldBeOfType<RobotActionCard>();
        (card.At, card.Buttons.Count).ShouldBe((null, 5));
        card.Text.ShouldBe("hello\n\n[(6)](dtmd://dingtalkclient/sendMessage?content=6)\n\n[(7)](dtmd://dingtalkclient/sendMessage?content=7)");
        Parts("hello", Road.Webhook, new(), extras).ShouldHaveSingleItem().ShouldBeOfType<RobotActionCard>().Buttons.Count.ShouldBe(7);
    }

    [Fact]
    public void Buttons_that_leave_no_room_for_words_become_words()
    {
        var extras = new ReplyExtras { Buttons = [.. Enumerable.Range(1, 10).Select(i => new ReplyButton($"选项 {i}", null, new string('长', 300)))] };
        foreach (var road in new[] { Road.Webhook, Road.OpenApi })
        {
            var message = Parts("哪个？", road, new(), extras).ShouldHaveSingleItem().ShouldBeOfType<RobotMarkdown>();
            message.Text.ShouldStartWith("哪个？\n\n- 选项 1\n\n- 选项 2");
            AccountRoads.Fits(road, message).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whatever_stands_around_it_every_part_fits_its_road_and_joined_they_are_the_text(bool openApi)
    {
        var road = openApi ? Road.OpenApi : Road.Webhook;
        for (var seed = 0; seed < 40; seed++)
        {
            var chance = new Random(seed);
            var text = Texts.Of(chance, chance.Next(1, 30_000));
            var extras = new ReplyExtras
            {
                Buttons = [.. Enumerable.Range(0, chance.Next(0, 8)).Select(i => new ReplyButton($"b{i}", null, new string('字', chance.Next(1, 120))))],
                Footer = chance.Next(2) == 0 ? null : "（内容由 AI 生成）",
                Mention = chance.Next(2) == 0 ? null : "staff-1",
                HorizontalButtons = chance.Next(2) == 0,
            };
            var reply = new ReplyText(text, new() { PartChars = chance.Next(500, 20_001) }, extras);
            var joined = "";
            for (var (done, count) = (0, 0); done < text.Length; count++)
            {
                var part = reply.Cut(road, done, count, 0);
                AccountRoads.Fits(road, reply.Message(part)).ShouldBeTrue($"seed {seed}");
                joined += text.Substring(part.Start, part.Length);
                done += part.Length;
            }

            joined.ShouldBe(text, $"seed {seed}");
        }
    }

    [Fact]
    public void A_called_name_is_an_id_where_it_notifies_and_stays_a_name_elsewhere()
    {
        var extras = new ReplyExtras { Names = new Dictionary<string, string> { ["张三"] = "s1", ["张三丰"] = "s2", ["Bob"] = "s3" } };
        const string Text = "请 @张三丰 看，@张三 也看。a@Bob @Bobby\n\n```\n@张三\n```";
        var message = Parts(Text, Road.Webhook, new(), extras).ShouldHaveSingleItem().ShouldBeOfType<RobotMarkdown>();
        message.Text.ShouldBe("请 @s2 看，@s1 也看。a@Bob @Bobby\n\n```\n@张三\n```");
        message.At!.Users.Select(user => user.Value).ShouldBe(["s2", "s1"]);
        var plain = Parts(Text, Road.OpenApi, new(), extras).ShouldHaveSingleItem().ShouldBeOfType<RobotMarkdown>();
        (plain.Text, plain.At).ShouldBe((Text, null));
    }

    [Fact]
    public void An_action_card_without_buttons_gets_one_that_does_no_harm()
    {
        var card = Parts("hi", Road.Webhook, new(), new ReplyExtras { ActionCard = true, English = true }).ShouldHaveSingleItem().ShouldBeOfType<RobotActionCard>();
        card.Buttons.ShouldHaveSingleItem().ShouldBe(RobotButton.Say("Go on", "go on"));
        RobotApi.MeasureParam(card).ShouldBeLessThan(300);
    }

    private static List<RobotOutMessage> Parts(string text, Road road, ReplyConfig config, ReplyExtras extras)
    {
        var reply = new ReplyText(text, config, extras);
        var parts = new List<RobotOutMessage>();
        for (var (done, count) = (0, 0); done < text.Length; count++)
        {
            var part = reply.Cut(road, done, count, 0);
            parts.Add(reply.Message(part));
            done += part.Length;
        }

        return parts;
    }

    private static string Body(RobotOutMessage message) => message switch
    {
        RobotText text => text.Content,
        RobotMarkdown markdown => markdown.Text,
        RobotActionCard card => card.Text,
        _ => throw new InvalidOperationException(message.GetType().Name),
    };
}
