using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Takeover;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Takeover;

public sealed class TakeoversTests : IAsyncDisposable
{
    private const string Chat = "main/dm/staff-1";

    private readonly TempHome _home = new();
    private readonly ManualTimeProvider _time = new(Said.At);
    private readonly SqliteStore _store;
    private readonly Takeovers _takeovers;

    public TakeoversTests()
    {
        _store = SqliteStore.Open(_home.Path);
        _takeovers = New();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task A_pause_ends_by_itself_and_the_audit_says_so()
    {
        await _takeovers.PauseAsync(Chat, "boss", TimeSpan.FromMinutes(30), Ct);
        _takeovers.Of(Chat).ShouldNotBeNull();
        (await _takeovers.ExpireAsync(Ct)).ShouldBe(TimeSpan.FromSeconds(30), "it looks again");
        _time.Advance(TimeSpan.FromMinutes(30));
        _takeovers.Of(Chat).ShouldBeNull("even before anybody looked");
        await _takeovers.ExpireAsync(Ct);
        (await _store.ReadPausesAsync(Ct)).ShouldBeEmpty();
        (await _store.ReadAuditAsync(0, 10, Ct)).Select(entry => (entry.Kind, entry.Actor)).ShouldBe([(AuditKinds.TakeoverPaused, "boss"), (AuditKinds.TakeoverResumed, Takeovers.ByItself)]);
    }

    [Fact]
    public async Task Whoever_speaks_there_has_the_whole_time_again_and_a_restart_forgets_nothing()
    {
        await _takeovers.PauseAsync(Chat, "boss", TimeSpan.FromMinutes(30), Ct);
        _time.Advance(TimeSpan.FromMinutes(20));
        await _takeovers.ProlongAsync(Chat, TimeSpan.FromMinutes(30), Ct);
        _time.Advance(TimeSpan.FromMinutes(20));
        var next = New();
        await next.LoadAsync(Ct);
        next.Of(Chat)!.Until.ShouldBe(Said.At.AddMinutes(50));
        (await next.ResumeAsync(Chat, "boss", Ct)).ShouldBeTrue();
        next.Of(Chat).ShouldBeNull();
    }

    [Fact]
    public async Task Nobody_prolongs_what_is_not_paused()
    {
        await _takeovers.ProlongAsync(Chat, TimeSpan.FromMinutes(30), Ct);
        (await _store.ReadPausesAsync(Ct)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "ops")]
    public void What_an_operator_says_goes_the_way_back_of_the_last_message(bool group, string? agent)
    {
        var last = new Said { Group = group }.NewTurn();
        var turn = new Turn { Id = 7, Account = last.Account, Conversation = last.Conversation, MessageId = last.Message.Id, Message = last.Message, ReceivedAt = last.ReceivedAt };
        var said = OperatorTurn.Of(turn, agent, "a\nword", Said.At)!;
        said.Message.Content.ShouldBe(new TextContent("a\nword"));
        (said.Conversation, said.Message.Kind, said.Message.Conversation, said.Message.Sender, said.Message.Webhook?.Url).ShouldBe(
            (turn.Conversation, turn.Message.Kind, turn.Message.Conversation, turn.Message.Sender, turn.Message.Webhook?.Url));
        (OperatorTurn.Is(said.Message.Id), OperatorTurn.AgentOf(said.Message.Id), MadeIds.IsMade(said.Message.Id)).ShouldBe((true, agent, true));
    }

    private Takeovers New() => new(_store, new TakeoverLog(NullLogger<TakeoverLog>.Instance), _time);
}
