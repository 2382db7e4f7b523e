using Dinghy.DingTalk;
using Dinghy.DingTalk.Cards;
using Dinghy.DingTalk.Media;
using Dinghy.DingTalk.OpenApi;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Inbox;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Outbox.Cards;
using Dinghy.Gateway.Outbox.Files;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tools;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Support;

/// <summary>A real outbox on a real store and real clients; only the network and the clock are ours.</summary>
internal sealed class OutboxRig : IAsyncDisposable
{
    private readonly TempHome _home = new();
    private readonly GatewayMetrics _metrics = new();
    private readonly HttpClient _http;
    private int _turns;
    private bool _stopped;

    private readonly CallGate _gate;
    private readonly bool _knowsRobots;
    private Dictionary<string, CardLine> _lines = [];
    private Func<AccountConfig, CardLine> _line = null!;

    public OutboxRig(AccountConfig? account = null, CallGate? gate = null, bool knowsRobots = false)
    {
        _knowsRobots = knowsRobots;
        _gate = gate ?? CallGate.Open;
        Account = account ?? Accounts.Main;
        _http = new HttpClient(DingTalk) { Timeout = Timeout.InfiniteTimeSpan };
        Open(Account);
    }

    public AccountConfig Account { get; }

    public ManualTimeProvider Time { get; } = new(Said.At);

    public FakeDingTalk DingTalk { get; } = new();

    /// <summary>Null: nothing is known of other robots.</summary>
    public RobotBook? Robots { get; private set; }

    public FlakyStore Store { get; private set; } = null!;

    public Gateway.Outbox.Outbox Outbox { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Task StartAsync() => Outbox.StartAsync(Ct);

    /// <summary>Ends everything as a crash would leave it and starts anew on the same disk.</summary>
    /// <param name="withoutAccount">The configuration has it no more.</param>
    /// <param name="account">The configuration has it otherwise.</param>
    public async Task RestartAsync(bool withoutAccount = false, AccountConfig? account = null)
    {
        await StopAsync();
        Open(withoutAccount ? null : account ?? Account);
        await StartAsync();
    }

    public async Task<Turn> TurnAsync(Said? said = null) =>
        (await Store.AddTurnAsync(((said ?? new Said()) with { Id = $"m{++_turns}" }).NewTurn(at: Time.GetUtcNow()), null, Ct))!;

    public Task<TurnOutcome?> DeliverAsync(Turn turn, string text, CancellationToken? ct = null) =>
        Outbox.DeliverAsync(turn, Say(new NewReply(turn.Id, text, TurnOutcome.Answered, [])), ct ?? Ct);

    public static async IAsyncEnumerable<Saying> Say(params NewReply[] replies)
    {
        foreach (var reply in replies)
        {
            await Task.Yield();
            yield return new Saying.Reply(reply);
        }
    }

    /// <summary>A file in the workspace, ready to be sent.</summary>
    public ReplyFile File(string name)
    {
        var path = Path.Combine(_home.Path, name);
        System.IO.File.WriteAllText(path, name);
        return new ReplyFile(path, name, "file", null);
    }

    /// <summary>The cards' configuration changes while everything runs.</summary>
    public void Reconfigure(AccountConfig account) => _lines["main"] = _line(account);

    public async Task<DateTimeOffset?> NextAtAsync() => (await Store.OpenRepliesAsync(Ct)).ShouldHaveSingleItem().NextAt;

    /// <summary>Ends everything, changes rows as no program of ours would, and starts anew.</summary>
    public async Task RestartAfterAsync(string sql)
    {
        await StopAsync();
        SqliteConnection.ClearAllPools();
        await using (var connection = new SqliteConnection($"Data Source={_home.Database};Pooling=False"))
        {
            await connection.OpenAsync(Ct);
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            (await command.ExecuteNonQueryAsync(Ct)).ShouldBeGreaterThan(0);
        }

        Open(Account);
        await StartAsync();
    }

    public Task<StoreCounts> CountAsync() => Store.CountAsync(Ct);

    /// <summary>Waits until every turn has its outcome.</summary>
    public async Task<IReadOnlyDictionary<string, long>> OutcomesAsync()
    {
        await Waiting.Until(async () => (await CountAsync()).OpenTurns == 0);
        return (await CountAsync()).Outcomes;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopped) await Store.DisposeAsync();
        else await StopAsync();
        _http.Dispose();
        _metrics.Dispose();
        _home.Dispose();
    }

    /// <summary>The test has stopped the outbox itself.</summary>
    public void Forget() => _stopped = true;

    /// <summary>What hangs is cut after the outbox's own grace.</summary>
    private async Task StopAsync()
    {
        var grace = TimeSpan.FromSeconds(2);
        var ending = Outbox.DisposeAsync().AsTask();
        while (!ending.IsCompleted)
        {
            // The grace itself, not what the retry queue waits for: that is about to be given up.
            await Waiting.Until(() => ending.IsCompleted || Time.UntilNextTimer == grace);
            if (!ending.IsCompleted) Time.Advance(grace);
        }

        await ending;
        await Store.DisposeAsync();
    }

    private void Open(AccountConfig? account)
    {
        Store = new FlakyStore(SqliteStore.Open(_home.Path));
        if (_knowsRobots) Robots = new RobotBook(Store, new AccessLog(NullLogger<AccessLog>.Instance));
        var app = new DingTalkApp("ding-app", "top-secret");
        var roads = new Dictionary<string, AccountRoads>(StringComparer.Ordinal);
        var log = new CardLog(NullLogger<CardLog>.Instance);
        var lines = new Dictionary<string, CardLine>(StringComparer.Ordinal);
        if (account is not null)
        {
            var tokens = new AccessTokenProvider(app, DingTalkEndpoints.Default, _http, Time);
            var shelf = new MediaShelf("main", new MediaClient(app, DingTalkEndpoints.Default, tokens, _http, Time), CallGate.Open, Time);
            roads["main"] = new AccountRoads(account, new SessionWebhookClient(_http, Time), new RobotApi(app, DingTalkEndpoints.Default, tokens, _http, Time), Time)
            {
                Robots = Robots,
                Files = new FileMessages(new Workspaces(new DinghyConfig { Home = _home.Path, Agents = new() { Default = new() { Workspace = _home.Path } } }), shelf, LongAnswerFile.Docx),
            };
            _line = one => new CardLine(one, new CardApi(app, DingTalkEndpoints.Default, tokens, _http, Time), _gate, log, Time) { Robots = Robots };
            lines["main"] = _line(account);
            _lines = lines;
        }

        Outbox = new(Store, roads, new CardDesk(Store, lines, log, _metrics, Time), new TurnLog(NullLogger<TurnLog>.Instance, _metrics), new OutboxLog(NullLogger<OutboxLog>.Instance), _metrics, Time);
    }
}
