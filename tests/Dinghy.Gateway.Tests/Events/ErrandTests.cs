using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Events;

namespace Dinghy.Gateway.Tests.Events;

public sealed class ErrandTests
{
    [Fact]
    public void An_id_says_all_that_a_restart_must_know()
    {
        Errand.Of(new(Errand.ApprovalId(new("a:b=="), 67583405630))).ShouldBe(new Errand.OfApproval(new("a:b=="), 67583405630));
        Errand.Of(new(Errand.EventId("e1", "ops:night"))).ShouldBe(new Errand.OfEvent("ops:night"));
        Errand.EventId("e1", "a").ShouldBe(Errand.EventId("e1", "a"));
        Errand.EventId("e1", "a").ShouldNotBe(Errand.EventId("e2", "a"));
    }

    [Theory]
    [InlineData("msgrK2exampleU+riw==")]
    [InlineData("schedule:1:2")]
    [InlineData("press:card:choice_1:u1")]
    [InlineData("approval:x:i")]
    [InlineData("approval:1")]
    public void Other_ids_are_no_errands(string id) => Errand.Of(new(id)).ShouldBeNull();

    [Theory]
    [InlineData("manager75", ConversationKind.Private, "dm:manager75", "manager75")]
    [InlineData("cid1==", ConversationKind.Group, "cid1==", null)]
    public void Its_message_goes_where_the_rule_says(string to, ConversationKind kind, string conversation, string? person)
    {
        var message = RobotMessageReader.Read(Errand.Payload(Errand.EventId("e", "a"), to, "words", "corp", DateTimeOffset.UnixEpoch.AddDays(1))).Message.ShouldNotBeNull();
        (message.Kind, message.Conversation.Value, message.Sender?.Value, message.ChatbotCorpId).ShouldBe((kind, conversation, person, "corp"));
    }
}
