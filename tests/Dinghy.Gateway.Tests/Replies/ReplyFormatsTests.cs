using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Replies;

public sealed class ReplyFormatsTests
{
    private const string Words = "# Plan\n- a\n  - b\n";

    [Fact]
    public async Task What_is_sent_is_what_DingTalk_shows_and_what_is_remembered_are_the_models_own_words()
    {
        var reply = await ComposeAsync("main", new());
        reply.Text.ShouldBe("# Plan\n- a  \n  　· b");
        reply.Remember[^1].Text.ShouldBe(Words);
    }

    [Fact]
    public async Task Each_account_has_its_own_style()
    {
        (await ComposeAsync("main", new() { Style = ReplyStyle.Text })).Text.ShouldBe(Words);
        (await ComposeAsync("other", new() { Style = ReplyStyle.Text })).Text.ShouldNotBe(Words);
    }

    private static async Task<NewReply> ComposeAsync(string account, ReplyConfig mainReply)
    {
        var formats = new ReplyFormats([Accounts.Main with { Id = "main", Reply = mainReply }], null);
        var turn = new Turn { Id = 1, Account = account, MessageId = new("m"), Conversation = "c", ReceivedAt = Said.At, Message = new Said().Message() };
        var updates = new AgentUpdate[] { new AgentUpdate.Text(Words), new AgentUpdate.Finished() }.ToAsyncEnumerable();
        var composed = new ReplyComposer(new ManualTimeProvider(Said.At), formats).Compose(new TurnContext(turn, "what?", [], Language.English), updates, TestContext.Current.CancellationToken);
        return (await composed.ToListAsync(TestContext.Current.CancellationToken)).ShouldHaveSingleItem().ShouldBeOfType<Saying.Reply>().Value;
    }
}
