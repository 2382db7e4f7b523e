using System.Text;
using Dinghy.DingTalk.Cards;
using Dinghy.DingTalk.Events;
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
            EventReader.Read(Encoding.UTF8.GetString(broken));
        }
    }

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
