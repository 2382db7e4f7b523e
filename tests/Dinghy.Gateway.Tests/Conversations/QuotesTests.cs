using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Conversations;

public sealed class QuotesTests : IAsyncLifetime
{
    private const string Here = "main/dm/staff-1";
    private readonly TempHome _home = new();
    private SqliteStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _store = SqliteStore.Open(_home.Path);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task The_robots_own_answer_is_found_by_its_receipt()
    {
        await AnsweredAsync("q", "**the answer**", "key-1", Said.At);
        var quote = await CompletedAsync(new QuotedMessage { ProcessQueryKey = "key-1", MessageType = "unknownMsgType", Content = new UnknownContent("unknownMsgType"), FromRobot = true });
        quote.ShouldBe(quote with { Content = new TextContent("**the answer**"), FromRobot = true });
    }

    [Fact]
    public async Task What_went_by_webhook_is_found_by_its_time()
    {
        await AnsweredAsync("q", "the answer", receipt: null, Said.At);
        (await CompletedAsync(new QuotedMessage { FromRobot = true, CreatedAt = Said.At.AddSeconds(-1) })).Content.ShouldBe(new TextContent("the answer"));
        (await CompletedAsync(new QuotedMessage { FromRobot = true, CreatedAt = Said.At.AddMinutes(-1) })).Content.ShouldBeNull();
        (await CompletedAsync(new QuotedMessage { FromRobot = false, CreatedAt = Said.At })).Content.ShouldBeNull("somebody else's message");
    }

    [Fact]
    public async Task A_persons_earlier_message_is_found_by_its_id()
    {
        await _store.AddTurnAsync((new Said { Id = "early", Text = "as I said", Nick = "Bob" }).NewTurn(), null, Ct);
        var quote = await CompletedAsync(new QuotedMessage { Id = new("early") });
        (quote.Content, quote.SenderNick, quote.FromRobot).ShouldBe((new TextContent("as I said"), "Bob", false));
    }

    [Fact]
    public async Task Nothing_is_found_in_another_conversation_or_account()
    {
        await _store.AddTurnAsync((new Said { Id = "early", Text = "secret" }).NewTurn(conversation: "main/group/other"), null, Ct);
        await _store.AddTurnAsync((new Said { Id = "early", Text = "secret" }).NewTurn(account: "second"), null, Ct);
        await AnsweredAsync("q", "secret", "key-1", Said.At, "main/group/other");
        foreach (var quote in new[] { new QuotedMessage { Id = new("early") }, new QuotedMessage { ProcessQueryKey = "key-1", FromRobot = true, CreatedAt = Said.At } })
            (await CompletedAsync(quote)).Content.ShouldBeNull();
    }

    [Fact]
    public async Task Content_that_came_is_left_as_it_came()
    {
        await _store.AddTurnAsync((new Said { Id = "early", Text = "as I said" }).NewTurn(), null, Ct);
        (await CompletedAsync(new QuotedMessage { Id = new("early"), Content = new TextContent("as it came") })).Content.ShouldBe(new TextContent("as it came"));
    }

    private async Task<QuotedMessage> CompletedAsync(QuotedMessage quote)
    {
        var turn = new Turn { Id = 99, Account = "main", MessageId = new("now"), Conversation = Here, ReceivedAt = Said.At, Message = new Said().Message() with { Quote = quote } };
        return (await new Quotes(_store).CompleteAsync(turn, Ct)).Message.Quote.ShouldNotBeNull();
    }

    private async Task AnsweredAsync(string id, string text, string? receipt, DateTimeOffset at, string conversation = Here)
    {
        var turn = (await _store.AddTurnAsync((new Said { Id = id }).NewTurn(conversation: conversation), null, Ct)).ShouldNotBeNull();
        var part = new Part(0, 1, 0, text.Length, receipt is null ? Road.Webhook : Road.OpenApi, 1, 0);
        var (reply, partId) = await _store.AddReplyAsync(new NewReply(turn.Id, text, TurnOutcome.Answered, []), part, at, Ct);
        await _store.RecordAsync(
            reply, new PartResult(partId, PartState.Delivered, 0, receipt, null), new ReplyProgress(text.Length, 1, 0, ReplyState.Delivered, null, TurnOutcome.Answered), null, at, Ct);
    }
}
