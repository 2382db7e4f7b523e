using System.Text;
using System.Text.Json;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;

namespace Dinghy.DingTalk.Tests.OpenApi;

/// <summary>Every kind of message in both spellings, against the documented ones.</summary>
public sealed class OutgoingMessageTests
{
    private static readonly RobotButton _yes = new("好", "https://a?x=1&y=2");
    private static readonly RobotButton _no = new("不", "dtmd://dingtalkclient/sendMessage?content=%E4%B8%8D");

    private static string Webhook(RobotOutMessage message) => Encoding.UTF8.GetString(WebhookForm.Of(message));

    private static DingTalkApiException Refused(Action call)
    {
        var e = Should.Throw<DingTalkApiException>(call);
        (e.Fault, e.Certain).ShouldBe((DingTalkFault.Invalid, true));
        return e;
    }

    public static TheoryData<RobotOutMessage, string, string> OpenApiForms => new()
    {
        { new RobotText("hi"), "sampleText", """{"content":"hi"}""" },
        { new RobotMarkdown("t", "**x**"), "sampleMarkdown", """{"title":"t","text":"**x**"}""" },
        { new RobotImage("@lADPD"), "sampleImageMsg", """{"photoURL":"@lADPD"}""" },
        { new RobotLink("t", "x", "https://m", "https://p"), "sampleLink", """{"title":"t","text":"x","picUrl":"https://p","messageUrl":"https://m"}""" },
        { new RobotActionCard("t", "x", [_yes]), "sampleActionCard", """{"title":"t","text":"x","singleTitle":"好","singleURL":"https://a?x=1&y=2"}""" },
        { new RobotActionCard("t", "x", [_yes, _no]), "sampleActionCard2", """{"title":"t","text":"x","actionTitle1":"好","actionURL1":"https://a?x=1&y=2","actionTitle2":"不","actionURL2":"dtmd://dingtalkclient/sendMessage?content=%E4%B8%8D"}""" },
        { new RobotActionCard("t", "x", [_yes, _no], ButtonOrientation.Horizontal), "sampleActionCard6", """{"title":"t","text":"x","buttonTitle1":"好","buttonUrl1":"https://a?x=1&y=2","buttonTitle2":"不","buttonUrl2":"dtmd://dingtalkclient/sendMessage?content=%E4%B8%8D"}""" },
        { new RobotActionCard("t", "x", [new("1", "a"), new("2", "b"), new("3", "c")], ButtonOrientation.Horizontal), "sampleActionCard3", """{"title":"t","text":"x","actionTitle1":"1","actionURL1":"a","actionTitle2":"2","actionURL2":"b","actionTitle3":"3","actionURL3":"c"}""" },
        { new RobotFile("@m", "报告.DOCX"), "sampleFile", """{"mediaId":"@m","fileName":"报告.DOCX","fileType":"docx"}""" },
        { new RobotAudio("@m", TimeSpan.FromMilliseconds(4000.4)), "sampleAudio", """{"mediaId":"@m","duration":"4001"}""" },
        { new RobotAudio("@m", TimeSpan.Zero), "sampleAudio", """{"mediaId":"@m","duration":"1"}""" },
        { new RobotVideo("$v", TimeSpan.FromSeconds(11.2), "@p") { Width = 640, Height = 480 }, "sampleVideo", """{"duration":"12","videoMediaId":"$v","videoType":"mp4","picMediaId":"@p","height":"480","width":"640"}""" },
        { new RobotVideo("$v", TimeSpan.FromSeconds(1), "@p"), "sampleVideo", """{"duration":"1","videoMediaId":"$v","videoType":"mp4","picMediaId":"@p"}""" },
    };

    [Theory]
    [MemberData(nameof(OpenApiForms))]
    public void By_OpenApi_every_kind_has_its_template(RobotOutMessage message, string key, string json)
    {
        MessageParam.Of(message).ShouldBe(new MessageParam(key, json));
        RobotApi.MeasureParam(message).ShouldBe(Encoding.UTF8.GetByteCount(json));
    }

    public static TheoryData<RobotOutMessage, string> WebhookForms => new()
    {
        { new RobotLink("t", "x", "https://m", "https://p"), """{"msgtype":"link","link":{"title":"t","text":"x","messageUrl":"https://m","picUrl":"https://p"}}""" },
        { new RobotLink("t", "x", "https://m"), """{"msgtype":"link","link":{"title":"t","text":"x","messageUrl":"https://m"}}""" },
        { new RobotActionCard("t", "md", [_yes]), """{"msgtype":"actionCard","actionCard":{"title":"t","text":"md","btnOrientation":"0","singleTitle":"好","singleURL":"https://a?x=1&y=2"}}""" },
        { new RobotActionCard("t", "md", [_yes, _no], ButtonOrientation.Horizontal), """{"msgtype":"actionCard","actionCard":{"title":"t","text":"md","btnOrientation":"1","btns":[{"title":"好","actionURL":"https://a?x=1&y=2"},{"title":"不","actionURL":"dtmd://dingtalkclient/sendMessage?content=%E4%B8%8D"}]}}""" },
        { new RobotText("hi @manager75") { At = RobotMentions.Of(new StaffId("manager75")) }, """{"msgtype":"text","text":{"content":"hi @manager75"},"at":{"atUserIds":["manager75"],"isAtAll":false}}""" },
        { new RobotMarkdown("t", "x") { At = RobotMentions.All }, """{"msgtype":"markdown","markdown":{"title":"t","text":"x"},"at":{"isAtAll":true}}""" },
        { new RobotActionCard("t", "x", [new("a", "b")]) { At = new() { DingTalkIds = ["$:LWCP_v1:$q"] } }, """{"msgtype":"actionCard","actionCard":{"title":"t","text":"x","btnOrientation":"0","singleTitle":"a","singleURL":"b"},"at":{"atDingtalkIds":["$:LWCP_v1:$q"],"isAtAll":false}}""" },
    };

    [Theory]
    [MemberData(nameof(WebhookForms))]
    public void By_webhook_the_kinds_it_knows_have_their_form(RobotOutMessage message, string json) => Webhook(message).ShouldBe(json);

    [Fact]
    public void A_webhook_takes_no_media_and_the_fault_says_what_would_do()
    {
        var picture = Refused(() => Webhook(new RobotImage("@m")));
        picture.Code.ShouldBe("no_webhook_form");
        picture.Message.ShouldContain("markdown");
        Refused(() => Webhook(new RobotFile("@m", "a.zip"))).Message.ShouldContain("OpenAPI");
        Refused(() => Webhook(new RobotAudio("@m", TimeSpan.FromSeconds(1)))).Code.ShouldBe("no_webhook_form");
        Refused(() => Webhook(new RobotVideo("@m", TimeSpan.FromSeconds(1), "@p"))).Code.ShouldBe("no_webhook_form");
    }

    [Fact]
    public void Bounds_are_kept_before_anything_is_sent()
    {
        Refused(() => Webhook(new RobotActionCard("t", "x", []))).Code.ShouldBe("no_buttons");
        Refused(() => MessageParam.Of(new RobotActionCard("t", "x", []))).Code.ShouldBe("no_buttons");
        Refused(() => MessageParam.Of(new RobotActionCard("t", "x", [.. Enumerable.Repeat(_yes, 6)]))).Code.ShouldBe("too_many_buttons");
        Webhook(new RobotActionCard("t", "x", [.. Enumerable.Repeat(_yes, 6)])).ShouldContain("btns");
        Refused(() => Webhook(new RobotText("x") { At = new() { Users = [.. Enumerable.Range(0, 51).Select(i => new StaffId($"u{i}"))] } })).Code.ShouldBe("too_many_mentions");
    }

    [Fact]
    public void A_button_can_speak_for_its_presser()
    {
        var button = RobotButton.Say("重试", "再来 & 一次?");
        var query = new Uri(button.Url).Query;
        query.ShouldStartWith("?content=");
        Uri.UnescapeDataString(query["?content=".Length..]).ShouldBe("再来 & 一次?");
        RobotMentions.Mark(new("manager75")).ShouldBe("@manager75");
    }

    [Fact]
    public void Hostile_words_stay_inside_their_field()
    {
        const string Words = "\"}],\"x\":\"\\\u0000\ud83d";
        using var param = JsonDocument.Parse(MessageParam.Of(new RobotActionCard(Words, Words, [new(Words, Words)])).Json);
        param.RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(["title", "text", "singleTitle", "singleURL"]);
        using var body = JsonDocument.Parse(Webhook(new RobotActionCard(Words, Words, [new(Words, Words)])));
        body.RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(["msgtype", "actionCard"]);
    }
}
