using System.Collections.Concurrent;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Inbox;
using Dinghy.Gateway.Knowledge;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Memory;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Moderation;
using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Outbox.Cards;
using Dinghy.Gateway.Pipeline.Webhooks;
using Dinghy.Gateway.Retention;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Takeover;
using Dinghy.Gateway.Tools;
using Dinghy.Gateway.Tools.Approvals;
using Dinghy.Gateway.Tools.Mcp;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Puts the rooms together and starts them in order: store, outbox, backlog, sockets. Stops them in the other order.</summary>
internal sealed partial class GatewayHost : IAsyncDisposable
{
    /// <summary>Turns may end for so long after a stop.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Past this nothing is waited for that DingTalk holds up; what is left to do then stays within the ten seconds promised.</summary>
    private static readonly TimeSpan s_lastCall = TimeSpan.FromSeconds(7.5);

    private readonly GatewayParts _parts;
    private readonly IGatewayStore _store;
    private readonly Turnstile _turnstile;
    private readonly MonthMeter _meter;
    private readonly LimitLog _limitLog;
    private readonly ChannelSet _channels;
    private readonly WebhookParts _webhooks;
    private readonly ConcurrentDictionary<string, CardLine> _cardLines = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PersonDirectory> _directories = new(StringComparer.Ordinal);
    private readonly Reception _reception;
    private readonly Memories _memories;
    private readonly KnowledgeKeeper _knowledge;
    private readonly Doorstep _doorstep;
    private readonly Inbox.Inbox _inbox;
    private readonly Outbox.Outbox _outbox;
    private readonly TurnWorker _worker;
    private readonly Receiving _receiving;
    private readonly Housekeeping _housekeeping;
    private readonly Timekeeping _timekeeping;
    private readonly Spending _spending;
    private readonly Happenings _happenings;
    private readonly HttpClient _moderation = ModerationHook.Connect();
    private readonly ApprovalMail _approvals;
    private readonly ApprovalWatch _approvalWatch;
    private readonly Takeovers _takeovers;
    private readonly TakeoverLog _takeoverLog;
    private readonly TickLoop _pauses;
    private readonly McpServers _mcp;
    private readonly ToolLog _toolLog;
    private readonly GatewayMetrics _metrics;
    private readonly PipelineLog _log;
    private readonly DateTimeOffset _startedAt;
    private readonly RunningTurns _running = new();
    private readonly LastCall _lastCall;
    private readonly Compactor _compactor;
    private readonly TokenScale _scale = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connecting;
    private volatile DinghyConfig _config;
    private GatewayParts _models;

    private GatewayHost(DinghyConfig config, IGatewayStore store, GatewayMetrics metrics, GatewayParts parts)
    {
        _limitLog = new LimitLog(parts.Loggers.CreateLogger<LimitLog>());
        _turnstile = new Turnstile(config.Quota, parts.Time);
        _meter = new MonthMeter(config.Accounts, config.Quota, store, _limitLog, metrics, parts.Time);
        parts = parts with { Gate = new LimitedGate(_turnstile, _meter, _limitLog, metrics, parts.Time) };
        (_parts, _models, _store, _metrics, _config, _startedAt) = (parts, parts, store, metrics, config, parts.Time.GetUtcNow());
        Audit = new AuditTrail(store, new AuditLog(parts.Loggers.CreateLogger<AuditLog>()), parts.Time);
        _log = new PipelineLog(parts.Loggers.CreateLogger<PipelineLog>());
        _lastCall = new LastCall(parts.Time);
        _compactor = new Compactor(store, new AgentLog(parts.Loggers.CreateLogger<AgentLog>()), parts.Time);
        var cardLog = new CardLog(parts.Loggers.CreateLogger<CardLog>());
        _webhooks = WebhookParts.Of(parts.Listen, new WebhookLog(parts.Loggers.CreateLogger<WebhookLog>()), metrics, parts.Time);
        _reception = new Reception(config, store, parts.Loggers, parts.Time);
        _channels = new ChannelSet(
            parts with { Robots = _reception.Robots }, _meter, _log, channel =>
            {
                _cardLines[channel.Account.Id] = new CardLine(channel.Account, channel.Cards, parts.Gate, cardLog, parts.Time) { Robots = _reception.Robots };
                _directories[channel.Account.Id] = channel.Directory;
            });
        var workspaces = new Workspaces(config);
        foreach (var account in config.Accounts) _channels.Add(account, workspaces);
        _toolLog = new ToolLog(parts.Loggers.CreateLogger<ToolLog>());
        _mcp = new McpServers(config.Home, _toolLog, parts.Time);
        var turns = new TurnLog(parts.Loggers.CreateLogger<TurnLog>(), metrics) { Ended = parts.TurnEnded };
        _spending = new Spending(store, _reception, () => _config, account => _channels.Find(account)?.Roads, parts.Loggers, parts.Time) { Metrics = metrics };
        _models = parts = _spending.Metered(Screening.Masked(parts, config.Moderation));
        _memories = new Memories(store, _reception.Owners, new MemoryLog(parts.Loggers.CreateLogger<MemoryLog>()), parts.Time);
        _knowledge = new KnowledgeKeeper(config, parts.Loggers, parts.Time);
        _receiving = new Receiving(config, store, account => _channels.Find(account)?.Media, parts);
        _inbox = new Inbox.Inbox(store, turns, parts.Time);
        _outbox = new Outbox.Outbox(
            store, _channels.Roads, new CardDesk(store, _cardLines, cardLog, metrics, parts.Time, _lastCall), turns,
            new OutboxLog(parts.Loggers.CreateLogger<OutboxLog>()), metrics, parts.Time, _lastCall);
        _doorstep = new Doorstep(_reception, _outbox, store, config, _log, parts.Time);
        _timekeeping = new Timekeeping(store, _reception, () => _config, account => _channels.Find(account)?.Roads, turn => _worker!.Take(turn), parts.Loggers, parts.Time);
        _happenings = new Happenings(store, account => _channels.Find(account)?.Workflow, _reception, turn => _worker!.Take(turn), parts, account => _channels.Find(account)?.Roads, () => _config.Language);
        _approvals = new ApprovalMail(account => _channels.Find(account)?.Account, _reception.Awaited, turn => _worker!.Take(turn));
        _approvalWatch = new ApprovalWatch(store, _approvals, _toolLog, parts.Time);
        (_takeovers, _takeoverLog, _pauses) = Pausing(store, parts);
        Follow(config);
        var (pipeline, conversations) = Compose(config, parts);
        _worker = new TurnWorker(pipeline, conversations, _running, _inbox, _outbox, config.Inbox, _log, parts.Time);
        _housekeeping = new Housekeeping(new RetentionRun(store, new TalkFolders(config.Home), () => _config, new RetentionLog(parts.Loggers.CreateLogger<RetentionLog>()), parts.Time), _log, parts.Time, _receiving.SweepAsync);
        Gauges.Add(metrics, _channels, _worker, _outbox, parts.Time);
        Gauges.AddLimits(metrics, _turnstile, _meter, _outbox);
    }

    /// <summary>Returns when messages can be taken; the sockets connect meanwhile and for ever.</summary>
    /// <exception cref="StoreException">The store can not be used; nothing was started.</exception>
    public static async Task<GatewayHost> StartAsync(DinghyConfig config, IGatewayStore store, GatewayMetrics metrics, GatewayParts parts, CancellationToken ct)
    {
        var host = new GatewayHost(config, store, metrics, parts);
        (store.TalkChanged, host._running.Changed) = (host.Watch.Tell, host.Watch.Tell);
        try
        {
            await host._meter.StartAsync(ct);
            await host._reception.LoadAsync(ct);
            await host._reception.Robots.FollowAsync(config.Accounts, ct);
            await host._outbox.StartAsync(ct);
            await host._spending.Meter.LoadAsync(ct);
            await host._timekeeping.Runner.LoadAsync(ct);
            await host._approvalWatch.LoadAsync(ct);
            await host._takeovers.LoadAsync(ct);
            await host._worker.ResumeAsync(ct);
            await host._timekeeping.FollowAsync(ct);
        }
        catch
        {
            await host.StopAsync(TimeSpan.Zero);
            throw;
        }

        host._housekeeping.Start();
        host._knowledge.Start();
        host._timekeeping.Runner.Start();
        host._happenings.Start();
        host._approvalWatch.Start();
        host._pauses.Start(host._takeovers.ExpireAsync);
        // Last, so that what an earlier run left stands before what comes now.
        host._connecting = host._channels.All.Count;
        foreach (var channel in host._channels.All) host.Connect(channel, config);
        return host;
    }

    /// <summary>Ends when every channel was connected once.</summary>
    public Task Connected => _connected.Task;

    public GatewayStatus Status => new(
        _startedAt,
        [.. _channels.All.Select(channel => Describe(channel))],
        _models.Model is not null, _models.ModelNote, _worker.Count) { Reload = LastReload };

    /// <summary>The configuration that holds now.</summary>
    public DinghyConfig Config => _config;

    /// <summary>What the default agent asks, and its fallbacks.</summary>
    public OwnModel OwnModel => _models.ModelOf(AgentWorkshop.AgentOf(_config, _config.Routing.DefaultAgent));

    /// <summary>Models that a conversation may choose.</summary>
    public ModelShelf Models => _models.Models;

    /// <summary>How the last change of the configuration ended; null: it is the one of the start.</summary>
    public ReloadReport? LastReload { get; set; }

    /// <summary>
    /// Takes another configuration while running: for the next message, not for turns that run. Everything but changed keys holds at once;
    /// these are tried first, and held when DingTalk knows them. One call at a time.
    /// </summary>
    /// <param name="next">Checked already, with home and port of the running one.</param>
    /// <param name="parts">The same as at the start, but for the models.</param>
    /// <param name="ct">Gives up trying new keys.</param>
    public async Task<Taken> ApplyAsync(DinghyConfig next, GatewayParts parts, CancellationToken ct)
    {
        parts = _spending.Metered(Screening.Masked(parts with { Gate = _parts.Gate }, next.Moderation));
        await UseAsync(next with { Accounts = _channels.WithKeysInUse(next.Accounts) }, parts, ct);
        var trials = await _channels.TryKeysAsync(next, ct);
        if (trials.Any(trial => trial.Fault is null))
        {
            foreach (var trial in trials.Where(trial => trial.Fault is null)) _channels.Swap(trial.Fresh, channel => Connect(channel, next));
            await UseAsync(next with { Accounts = _channels.WithKeysInUse(next.Accounts) }, parts, ct);
        }

        await _timekeeping.FollowAsync(ct);
        return new Taken([.. trials.Select(trial => trial.Problem).OfType<string>()], trials.Any(trial => trial.Undecided));
    }

    /// <summary>The month of each organisation.</summary>
    public IReadOnlyList<QuotaState> Quota => _meter.States;

    /// <summary>Who asks to be let in, and who was.</summary>
    public PairingOffice Pairing { get; private set; }

    /// <summary>What agents may use, and the servers that bring tools.</summary>
    public ToolReports Tools { get; private set; }

    /// <summary>Who may do what only an owner may.</summary>
    public Owners Owners => _reception.Owners;

    /// <summary>The people and groups that were heard.</summary>
    public Acquaintances Acquaintances => _reception.Acquaintances;

    /// <summary>Looks at every turn of thirty days: for people, not for probes.</summary>
    public Task<StoreCounts> CountAsync(CancellationToken ct) => _store.CountAsync(ct);

    /// <summary>Closes the sockets, lets running turns end or parks them. Within ten seconds.</summary>
    public ValueTask DisposeAsync() => StopAsync(Patience);

    /// <summary>How long running turns may go on after a stop; less where another process waits to run them.</summary>
    public TimeSpan Patience { get; set; } = s_patience;

    private async ValueTask StopAsync(TimeSpan patience)
    {
        _lastCall.Begin(s_lastCall);
        await _stop.CancelAsync();
        await _timekeeping.DisposeAsync();
        await _happenings.DisposeAsync();
        await _approvalWatch.DisposeAsync();
        await _pauses.DisposeAsync();
        // What a closing socket still brings is stored, acknowledged and left to the next start.
        await Task.WhenAll(_worker.StopAsync(patience), _channels.StoppedAsync());
        await _compactor.DisposeAsync();
        await Task.WhenAll(_housekeeping.DisposeAsync().AsTask(), _mcp.DisposeAsync().AsTask(), _knowledge.DisposeAsync().AsTask());
        await _doorstep.DisposeAsync();
        await _outbox.DisposeAsync();
        await _worker.DisposeAsync();
        _receiving.Dispose();
        _moderation.Dispose();
        // After all that could still count.
        await _meter.DisposeAsync();
        _turnstile.Dispose();
        _webhooks.Desk.Dispose();
        _stop.Dispose();
    }

}
