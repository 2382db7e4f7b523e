using System.Text;
using Dinghy.DingTalk.Cards;
using Dinghy.DingTalk.Stream;
using Dinghy.DingTalk.Tests.Support;
using Dinghy.DingTalk.Webhook;

namespace Dinghy.DingTalk.Tests.Webhook;

public sealed class WebhookBodyTests
{
    [Fact]
    public void A_robot_message_tells_whose_it_is()
    {
        var body = Look(RobotBodies.GroupText)!;
        (body.RobotCode, body.ChatbotCorpId, body.Encrypt, body.EventType).ShouldBe(("dingoexampledm3k", "ding9733d0950000", null, null));
    }

    [Theory]
    [InlineData("""{"encrypt":"abc=","x":{"encrypt":"no"}}""", "abc=", null)]
    [InlineData("""{"x":{"encrypt":"no"},"EventType":"check_url"}""", null, "check_url")]
    [InlineData("\uFEFF{\"encrypt\":\"abc=\"}", "abc=", null)]
    [InlineData("""{"encrypt":5,"EventType":null}""", null, null)]
    public void Only_outermost_members_count(string json, string? encrypt, string? type)
    {
        var body = Look(json)!;
        (body.Encrypt, body.EventType).ShouldBe((encrypt, type));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("""{"encrypt":"abc""")]
    [InlineData("""{"encrypt":"abc"} and more""")]
    [InlineData("""{"encrypt":"\uD800"}""")]
    public void What_is_no_object_is_none(string json) => Look(json).ShouldBeNull();

    [Fact]
    public void Whatever_is_broken_of_an_honest_body_never_throws()
    {
        var chance = new Random(3);
        var honest = Encoding.UTF8.GetBytes(RobotBodies.GroupText);
        for (var i = 0; i < 20_000; i++)
        {
            var broken = honest.ToArray();
            for (var change = chance.Next(1, 5); change > 0; change--) broken[chance.Next(broken.Length)] = (byte)chance.Next(256);
            WebhookBodyReader.Look(broken.AsSpan(0, chance.Next(broken.Length + 1)));
            WebhookBodyReader.ReadEvent(Encoding.UTF8.GetString(broken));
        }
    }

    [Fact]
    public void An_event_is_the_frame_that_the_socket_would_bring()
    {
        const string Json = """{"processInstanceId":"p","type":"finish","EventType":"bpms_instance_change","EventTime":1663143335567,"CorpId":"dingcorp","BizId":"1","eventId":"e-1"}""";
        var frame = WebhookBodyReader.ReadEvent(Json)!.ToFrame();
        (frame.Type, frame.Topic, frame.Data).ShouldBe(("EVENT", "*", Json));
        (frame.Headers["eventType"], frame.Headers["eventId"], frame.Headers["eventCorpId"], frame.Headers["eventBornTime"]).ShouldBe(("bpms_instance_change", "e-1", "dingcorp", "1663143335567"));
        frame.Headers.Keys.ShouldNotContain("eventUnifiedAppId");
    }

    [Fact]
    public void An_event_without_an_id_gets_one_of_its_content()
    {
        const string Old = """{"EventType":"bpms_task_change","corpId":"c","processInstanceId":"p"}""";
        var (one, again, other) = (WebhookBodyReader.ReadEvent(Old)!, WebhookBodyReader.ReadEvent(Old)!, WebhookBodyReader.ReadEvent(Old.Replace("\"p\"", "\"q\""))!);
        (one.CorpId, one.Id).ShouldBe(("c", again.Id));
        other.Id.ShouldNotBe(one.Id);
    }

    [Theory]
    [InlineData("check_url", true)]
    [InlineData("check_create_suite_url", true)]
    [InlineData("user_add_org", false)]
    public void A_check_of_the_address_is_told_apart(string type, bool check) => WebhookBodyReader.ReadEvent($$"""{"EventType":"{{type}}"}""")!.IsCheck.ShouldBe(check);

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("success")]
    [InlineData("""{"EventType":""}""")]
    public void What_has_no_type_is_no_event(string json) => WebhookBodyReader.ReadEvent(json).ShouldBeNull();

    [Fact]
    public void An_answer_to_a_press_goes_bare()
    {
        var reply = new CardCallbackReply { Data = new Dictionary<string, string> { ["status"] = "已同意" } };
        reply.ToStreamReply().ToHttpBody().ShouldBe(reply.ToHttpBody());
        StreamReply.Ok.ToHttpBody().ShouldBe("{}");
        StreamReply.Failed.ToHttpBody().ShouldBe("{}");
    }

    private static WebhookBody? Look(string json) => WebhookBodyReader.Look(Encoding.UTF8.GetBytes(json));
}
