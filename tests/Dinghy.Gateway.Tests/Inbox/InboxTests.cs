using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Inbox;
using Dinghy.Gateway.Policy;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Inbox;

public sealed class InboxTests : IAsyncDisposable
{
    private readonly TempHome _home = new();
    private readonly ManualTimeProvider _time = new(Said.At);
    private readonly GatewayMetrics _metrics = new();
    private readonly SqliteStore _store;
    private readonly Gateway.Inbox.Inbox _inbox;

    public InboxTests()
    {
        _store = SqliteStore.Open(_home.Path);
        _inbox = new(_store, new TurnLog(NullLogger<TurnLog>.Instance, _metrics), _time);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _metrics.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task An_accepted_message_is_told_once_and_its_repeat_never()
    {
        var told = new List<Turn>();
        await AddAsync(new Said(), told);
        await AddAsync(new Said(), told);
        told.ShouldHaveSingleItem().MessageId.Value.ShouldBe("msg-1");
    }

    [Fact]
    public async Task A_refused_message_is_told_to_nobody_and_stays_refused()
    {
        var told = new List<Turn>();
        var stranger = new Said { Staff = null };
        await AddAsync(stranger, told);
        await AddAsync(stranger with { Staff = "staff-1" }, told);
        told.ShouldBeEmpty();
        (await _store.CountAsync(Ct)).Outcomes.ShouldBe(new Dictionary<string, long> { ["ignored:no_staff_id"] = 1 });
    }

    [Fact]
    public async Task A_malformed_message_leaves_its_id_and_the_reason()
    {
        await _inbox.AddMalformedAsync("main", new MessageId("broken"), Ct);
        await _inbox.AddMalformedAsync("main", new MessageId("broken"), Ct);
        (await _store.CountAsync(Ct)).Outcomes.ShouldBe(new Dictionary<string, long> { ["ignored:malformed"] = 1 });
    }

    /// <summary>Whatever strangers send, in whatever combination: nothing of what they wrote reaches the disk.</summary>
    [Fact]
    public async Task No_refused_message_of_many_leaves_its_text()
    {
        var chance = new Random(42);
        var account = Accounts.Main with { CorpId = "ding-corp", DmPolicy = AccessPolicy.Allowlist, AllowFrom = Accounts.Ids("staff-1"), GroupPolicy = AccessPolicy.Allowlist, GroupAllowFrom = Accounts.Ids("staff-2") };
        var (accepted, refused) = (new List<Turn>(), 0);
        for (var i = 0; i < 400; i++)
        {
            var said = RandomMessage(chance, i);
            var yes = PolicyGate.Check(said.Inbound(account)).IsYes;
            var marked = said with { Text = said.Text is null ? null : $"{said.Text}{(yes ? "welcome" : "UNWELCOME")}", Nick = yes ? "friend" : "STRANGER" };
            PolicyGate.Check(marked.Inbound(account)).IsYes.ShouldBe(yes);
            if (!yes) refused++;
            await AddAsync(marked, accepted, account);
        }

        accepted.Count.ShouldBe(400 - refused);
        refused.ShouldBeInRange(100, 390);
        var bytes = _home.AllBytes();
        bytes.ShouldNotContain("UNWELCOME");
        bytes.ShouldNotContain("STRANGER");
        bytes.ShouldNotContain("evil.io");
        bytes.ShouldContain("welcome");
    }

    [Fact]
    public async Task A_restart_sorts_what_it_finds_into_fresh_expired_and_hopeless()
    {
        var old = await AddAsync(new Said { Id = "old" }, [], at: _time.GetUtcNow() - TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        var edge = await AddAsync(new Said { Id = "edge" }, [], at: _time.GetUtcNow() - TimeSpan.FromHours(24));
        var fresh = await AddAsync(new Said { Id = "fresh" }, []);
        var closed = await AddAsync(new Said { Id = "closed" }, []);
        await _inbox.CloseAsync(closed, TurnOutcome.Answered, Ct);

        var backlog = await _inbox.ResumeAsync(TimeSpan.FromHours(24), Ct);
        backlog.Fresh.Select(turn => turn.Id).ShouldBe([edge.Id, fresh.Id]);
        backlog.Expired.Select(turn => turn.Id).ShouldBe([old.Id]);
        backlog.Hopeless.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_turn_that_is_open_through_too_many_restarts_is_given_up()
    {
        var turn = await AddAsync(new Said(), []);
        for (var i = 1; i <= 10; i++) (await _inbox.ResumeAsync(TimeSpan.FromHours(24), Ct)).Fresh.ShouldHaveSingleItem().Resumes.ShouldBe(i);
        var backlog = await _inbox.ResumeAsync(TimeSpan.FromHours(24), Ct);
        backlog.Fresh.ShouldBeEmpty();
        backlog.Hopeless.ShouldHaveSingleItem().Id.ShouldBe(turn.Id);
    }

    private async Task<Turn> AddAsync(Said said, List<Turn> told, AccountConfig? account = null, DateTimeOffset? at = null)
    {
        var inbound = said.Inbound(account, at ?? _time.GetUtcNow());
        Turn? stored = null;
        await _inbox.AddAsync(inbound, PolicyGate.Check(inbound), ConversationKey.Of(inbound.Account, inbound.Message), turn => { stored = turn; told.Add(turn); }, Ct);
        return stored!;
    }

    private static Said RandomMessage(Random chance, int i)
    {
        T Pick<T>(params T[] of) => of[chance.Next(of.Length)];
        return new Said
        {
            Id = $"m{i}",
            Text = Pick<string?>("hello ", "你好 ", "@Bot x "),
            Group = Pick(true, false),
            Mentioned = Pick(true, true, false),
            Staff = Pick<string?>("staff-1", "staff-2", "staff-3", null),
            SenderCorp = Pick<string?>("ding-corp", "ding-corp", "ding-other", null),
            SenderId = Pick("$:a", "$:b", "$:LWCP_v1:$bot=="),
            Webhook = Pick<string?>("https://oapi.dingtalk.com/x?session=1", null, "https://evil.io/x"),
            ErrorCode = Pick<string?>(null, null, null, "20001"),
        };
    }
}
