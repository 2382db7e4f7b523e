using Dinghy.DingTalk.Messages;

namespace Dinghy.DingTalk.Tests.Messages;

public sealed class SentMessageEventTests
{
    [Theory]
    [InlineData("""{"unionId":"un","operatTime":1683533823336,"robotCode":"r","openConversationId":"cid","userId":"u","processQueryKey":"k="}""")]
    [InlineData("""{"UnionId":"un","OperatTime":"1683533823336","RobotCode":"r","OpenConversationId":"cid","UserId":"u","ProcessQueryKey":"k=","EventType":"robot_msg_read"}""")]
    public void Who_read_what_and_when(string data) =>
        SentMessageEventReader.Read("robot_msg_read", data).ShouldBe(
            new(SentMessageEventKind.Read, "k=", DateTimeOffset.FromUnixTimeMilliseconds(1683533823336), new StaffId("u"), "un", new ConversationId("cid"), "r"));

    [Fact]
    public void A_recall_needs_no_more_than_the_receipt() =>
        SentMessageEventReader.Read("robot_msg_recall", """{"processQueryKey":"k","operatTime":"soon","userId":{}}""")
            .ShouldBe(new(SentMessageEventKind.Recalled, "k", null, null, null, null, null));

    [Theory]
    [InlineData("robot_msg_read", "{}")]
    [InlineData("robot_msg_read", "[]")]
    [InlineData("robot_msg_read", "{")]
    [InlineData("robot_msg_read", """{"processQueryKey":""}""")]
    [InlineData("chat_quit", """{"processQueryKey":"k"}""")]
    public void Anything_else_is_none(string eventType, string data) => SentMessageEventReader.Read(eventType, data).ShouldBeNull();
}
