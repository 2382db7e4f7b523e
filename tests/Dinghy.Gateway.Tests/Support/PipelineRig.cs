using Dinghy.DingTalk;
using Dinghy.DingTalk.Cards;
using Dinghy.DingTalk.Media;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Stream;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Budgets;
using Dinghy.Gateway.Commands;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Inbox;
using Dinghy.Gateway.Knowledge;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Memory;
using Dinghy.Gateway.Moderation;
using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Outbox.Cards;
using Dinghy.Gateway.Outbox.Files;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tools;
using Dinghy.Gateway.Tools.Approvals;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Support;

/// <summary>Everything behind the socket, real but for the network, the clock and the model.</summary>
internal sealed class PipelineRig : IAsyncDisposable
{
    private readonly TempHome _home = new();
    private readonly GatewayMetrics _metrics = new();
    private readonly HttpClient _http;
    private readonly InboxConfig _inboxConfig;
    private readonly Func<DinghyConfig, DinghyConfig> _change;
    private readonly ModelShelf _models;
    private readonly IReadOnlyList<ITool> _tools;
    private readonly Router? _router;
    private readonly IReadOnlyList<AccountConfig> _accounts;
    private readonly IReadOnlySet<string> _owners;
    private readonly bool _workshop;
    private Receiving? _receiving;
    private Doorstep _doorstep = null!;
    private ApproverFinder _finder = null!;
    private ApprovalMail _mail = null!;
    private ApprovalWatch _watch = null!;
    private int _frames;

    /// <param name="model">The agent's own.</param>
    /// <param name="inbox">Bounds.</param>
    /// <param name="owners">Staff ids.</param>
    /// <param name="account">Instead of the usual one.</param>
    /// <param name="change">Changes the configuration.</param>
    /// <param name="models">What a conversation may choose.</param>
    /// <param name="accounts">Several.</param>
    /// <param name="router">Who answers; null: by the configuration, without a directory.</param>
    /// <param name="tools">The agent's.</param>
    /// <param name="workshop">Agents are made as the gateway makes them, with all tools and sources; else one agent without any.</param>
    public PipelineRig(
        IChatClient? model, InboxConfig? inbox = null, IReadOnlySet<string>? owners = null, AccountConfig? account = null,
        Func<DinghyConfig, DinghyConfig>? change = null, ModelShelf? models = null, IReadOnlyList<AccountConfig>? accounts = null, Router? router = null, bool workshop = false,
        IReadOnlyList<ITool>? tools = null)
    {
        _workshop = workshop;
        (_accounts, _owners) = (accounts ?? [account ?? Accounts.Main], owners ?? new HashSet<string>());
        _tools = tools ?? [];
        (_change, _models) = (change ?? (config => config), models ?? ModelShelf.Empty);
        (_inboxConfig, _router) = (inbox ?? new(), router);
        _http = new HttpClient(DingTalk) { Timeout = Timeout.InfiniteTimeSpan };
        Open(model);
    }

    public ManualTimeProvider Time { get; } = new(Said.At);

    public FakeDingTalk DingTalk { get; } = new();

    public FlakyStore Store { get; private set; } = null!;

    public TurnWorker Worker { get; private set; } = null!;

    public StreamDoor Door => Doors[0];

    /// <summary>One an account, in the order configured.</summary>
    public IReadOnlyList<StreamDoor> Doors { get; private set; } = [];

    public Reception Reception { get; private set; } = null!;

    public Spending Spending { get; private set; } = null!;

    /// <summary>Of the models.</summary>
    public PriceList Prices { get; set; } = (_, _, _, _) => null;

    public Timekeeping Timekeeping { get; private set; } = null!;

    /// <summary>The clock brings what is due.</summary>
    public bool RunsSchedules { get; init; }

    /// <summary>Questions that nobody answers end in time.</summary>
    public bool WatchesApprovals { get; set; }

    /// <summary>The operator's moderation service; set before the start.</summary>
    public HttpMessageHandler? Hook { get; init; }

    /// <summary>Who stands above people; null: no directory.</summary>
    public SuperiorDirectory? Superiors { get; set; }

    public CardDoor Presses { get; private set; } = null!;

    /// <summary>Makes conversations short.</summary>
    public Compactor Compactor { get; private set; } = null!;

    /// <summary>What comes with a message.</summary>
    public FilesOfTurn Files { get; set; } = (_, _) => Task.FromResult<IReadOnlyList<Attachment>>([]);

    private Gateway.Outbox.Outbox Outbox { get; set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task StartAsync()
    {
        await Reception.LoadAsync(Ct);
        await Outbox.StartAsync(Ct);
        await Spending.Meter.LoadAsync(Ct);
        await Timekeeping.Runner.LoadAsync(Ct);
        await _watch.LoadAsync(Ct);
        await Worker.ResumeAsync(Ct);
        if (WatchesApprovals) _watch.Start();
        if (!RunsSchedules) return;
        await Timekeeping.FollowAsync(Ct);
        Timekeeping.Runner.Start();
    }

    /// <summary>A frame as the socket brings it; each push has an id of its own.</summary>
    public async Task<StreamReply> PushAsync(string data, int account = 0) =>
        await Doors[account].HandleAsync(new StreamFrame("CALLBACK", StreamTopics.RobotMessage, $"frame-{Interlocked.Increment(ref _frames)}", new Dictionary<string, string>(), data), Ct);

    public Task<StreamReply> PushAsync(Said said, int account = 0) => PushAsync(said.Payload(), account);

    public Task<StreamReply> PushAsync(string account, Said said) => PushAsync(said, _accounts.Index().First(one => one.Item.Id == account).Index);

    /// <summary>Ends when everything beside the answers has been said and noted; nothing more may be pushed.</summary>
    public async Task DoorstepAsync() => await _doorstep.DisposeAsync();

    /// <summary>A press as the socket brings it.</summary>
    public async Task<StreamReply> PressAsync(string data) =>
        await Presses.HandleAsync(new StreamFrame("CALLBACK", StreamTopics.CardCallback, $"frame-{Interlocked.Increment(ref _frames)}", new Dictionary<string, string>(), data), Ct);

    public Task<StoreCounts> CountAsync() => Store.CountAsync(Ct);

    public async Task<IReadOnlyDictionary<string, long>> OutcomesAsync()
    {
        await Waiting.Until(async () => (await CountAsync()).OpenTurns == 0);
        return (await CountAsync()).Outcomes;
    }

    /// <summary>Null without a workshop; nothing is looked through unless a test says so.</summary>
    public KnowledgeKeeper? Knowledge { get; private set; }

    public Memories Memories { get; private set; } = null!;

    public string DiskBytes() => _home.AllBytes();

    /// <summary>Ends as a stop or a crash would, whatever is cut being cut, and starts anew on the same disk.</summary>
    public async Task RestartAsync(IChatClient? model)
    {
        await StopAsync();
        await BeginAsync(model);
    }

    /// <summary>After <see cref="StopAsync"/>, on the same disk.</summary>
    public async Task BeginAsync(IChatClient? model)
    {
        Open(model);
        await StartAsync();
    }

    public async Task StopAsync()
    {
        await Timekeeping.DisposeAsync();
        await _watch.DisposeAsync();
        await PassingAsync(Worker.StopAsync(TimeSpan.Zero));
        await Compactor.DisposeAsync();
        await PassingAsync(_doorstep.DisposeAsync().AsTask());
        await PassingAsync(Outbox.DisposeAsync().AsTask());
        await Worker.DisposeAsync();
        _receiving?.Dispose();
        if (Knowledge is not null) await Knowledge.DisposeAsync();
        await Store.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
        _metrics.Dispose();
        _home.Dispose();
    }

    private async Task PassingAsync(Task ending)
    {
        var grace = TimeSpan.FromSeconds(2);
        while (!ending.IsCompleted)
        {
            await Waiting.Until(() => ending.IsCompleted || Time.UntilNextTimer <= grace);
            if (!ending.IsCompleted) Time.Advance(grace);
        }

        await ending;
    }

    private AgentRoster Agents(IChatClient? model, DinghyConfig config)
    {
        var gate = new ToolGate("default", new ToolRules(config.Tools, config.Agents.Default), Store, Reception.Owners, config.Tools.ApprovalTimeout, AgentRig.ToolLog, Time, _finder, _mail);
        if (!_workshop)
        {
            var only = AgentRig.Gated(model, config.Agents.Default.Limits, Store, Time, gate, _tools);
            return new AgentRoster(_ => only, Moderator(config));
        }

        var parts = new GatewayParts(_http, model, "lab/fake-1", NullLoggerFactory.Instance, Time, new Random(1), _ => { });
        _receiving = new Receiving(config, Store, _ => null, parts);
        Knowledge = new KnowledgeKeeper(config, NullLoggerFactory.Instance, Time);
        var access = new KnowledgeAccess(new Dictionary<string, PersonDirectory>(), _ => false);
        var workspaces = new Workspaces(config);
        var sending = new ToolMessages(new ReplyFormats(config.Accounts, null), Outbox);
        var tools = new AgentTools(config, workspaces, Screening.Of(Moderator(config), sending.SendAsync), () => ToolSet.Empty, Store, Reception.Owners, AgentRig.ToolLog, Time, _finder, _mail);
        return new AgentWorkshop(config, parts, workspaces, _receiving, Memories, Reception.Owners, Store, tools) { Schedules = Timekeeping.Desk, Documents = Knowledge.Desk, Access = access, Moderator = Moderator(config) }.Open();
    }

    private Moderator Moderator(DinghyConfig config) => new(config.Moderation, new HttpClient(new LateHandler(() => Hook ?? DingTalk), disposeHandler: false), new ModerationLog(NullLogger<ModerationLog>.Instance), Time, Gateway.Replies.Markdown.DingTalkMarkdown.From);

    private void Open(IChatClient? model)
    {
        var config = _change(new DinghyConfig { Home = _home.Path, Accounts = _accounts, Inbox = _inboxConfig, Owners = _owners });
        Store = new FlakyStore(SqliteStore.Open(_home.Path));
        var tokens = new AccessTokenProvider(new DingTalkApp("ding-app", "top-secret"), DingTalkEndpoints.Default, _http, Time);
        var robots = new RobotApi(new DingTalkApp("ding-app", "top-secret"), DingTalkEndpoints.Default, tokens, _http, Time);
        var roads = config.Accounts.ToDictionary(account => account.Id, account => new AccountRoads(account, new SessionWebhookClient(_http, Time), robots, Time)
        {
            Files = new FileMessages(new Workspaces(config), new MediaShelf(account.Id, new MediaClient(new DingTalkApp("ding-app", "top-secret"), DingTalkEndpoints.Default, tokens, _http, Time), CallGate.Open, Time), LongAnswerFile.Docx),
        }, StringComparer.Ordinal);
        var turns = new TurnLog(NullLogger<TurnLog>.Instance, _metrics);
        var log = new PipelineLog(NullLogger<PipelineLog>.Instance);
        var conversations = new ConversationStore(Store, Store, config, new Quotes(Store), _models, TimeZoneInfo.Utc, new ModelWindows(_ => (TalkBudget.UsualWindow, null), new TokenScale()));
        var inbox = new Gateway.Inbox.Inbox(Store, turns, Time);
        var cardLog = new CardLog(NullLogger<CardLog>.Instance);
        var cardApi = new CardApi(new DingTalkApp("ding-app", "top-secret"), DingTalkEndpoints.Default, tokens, _http, Time);
        var lines = config.Accounts.ToDictionary(account => account.Id, account => new CardLine(account, cardApi, CallGate.Open, cardLog, Time), StringComparer.Ordinal);
        Outbox = new(Store, roads, new CardDesk(Store, lines, cardLog, _metrics, Time), turns, new OutboxLog(NullLogger<OutboxLog>.Instance), _metrics, Time);
        Compactor = new(Store, AgentRig.Log, Time);
        var running = new RunningTurns();
        Reception = new(config, Store, NullLoggerFactory.Instance, Time);
        Memories = new Memories(Store, Reception.Owners, new MemoryLog(NullLogger<MemoryLog>.Instance), Time);
        _doorstep = new(Reception, Outbox, Store, config, log, Time);
        var languages = new KnownLanguage(Store, config.Language);
        var pairing = new PairingOffice(Reception.Pairing, keep => (keep, robots), CallGate.Open, languages)
        {
            LetsIn = (keep, person) => PairingOffice.KeyThatLetsIn(config, Reception.Robots.Of(keep, config.Accounts), person),
        };
        var status = new GatewayStatus(Time.GetUtcNow(), [new ChannelStatus("main", true, 1, Said.At, Said.At, 0, null)], model is not null, "lab/fake-1", 0);
        Spending = new Spending(Store, Reception, () => config, roads.GetValueOrDefault, NullLoggerFactory.Instance, Time) { Meter = { Prices = Prices } };
        var masked = model is null || config.Moderation.Mask.Count == 0 ? model : new MaskingChatClient(model, config.Moderation.Mask);
        var metered = masked is null ? null : new MeteredChatClient(new RecordedChatClient(masked, "lab/fake-1"), "lab/fake-1", Spending.Meter);
        Timekeeping = new Timekeeping(Store, Reception, () => config, roads.GetValueOrDefault, turn => Worker.Take(turn), NullLoggerFactory.Instance, Time);
        _finder = new ApproverFinder(Reception.Owners, _ => Superiors);
        _mail = new ApprovalMail(account => config.Accounts.FirstOrDefault(one => one.Id == account), Reception.Awaited, turn => Worker.Take(turn));
        _watch = new ApprovalWatch(Store, _mail, AgentRig.ToolLog, Time);
        var desk = new ApprovalDesk(Store, Reception.Owners, _mail, AgentRig.ToolLog, Time);
        var agents = Agents(metered, config);
        var commands = CommandRunner.Create(
            new CommandParts(Store, running, agents, (turn, ct) => Files(turn, ct), _ => new OwnModel(metered, "lab/fake-1"), _models, Reception.Owners, () => pairing, () => status, config, Time) { Memories = Memories, Schedules = Timekeeping.Desk, Budgets = Spending.Meter, Approvals = desk }, new CommandLog(NullLogger<CommandLog>.Instance));
        Worker = new(
            new TurnPipeline(
                Reception.Keeper, inbox, _doorstep, _router ?? Routers.By(config.Routing), conversations, (turn, ct) => Files(turn, ct), commands, agents,
                new ReplyComposer(Time, new ReplyFormats(config.Accounts, null)), Outbox, new OverQuotaNotice(Store, languages, Outbox, _ => robots, Reception.Owners, CallGate.Open, log), new DueTurns(Timekeeping.Turns, commands.Approvals, Moderator(config).MaySendAsync, workflow: null), Spending.Meter, Time, context => Compactor.After(context, metered)),
            conversations, running, inbox, Outbox, _inboxConfig, log, Time);
        Presses = new(config.Accounts[0], new Owners(Accounts.Ids("owner-1")), Reception.Keeper, desk, "auto", Store, Worker, running, new ForeignCards(), log, _metrics, Time);
        Doors = [.. config.Accounts.Select(account => new StreamDoor(account, "auto", Reception.Robots, Reception.Keeper, Worker, inbox, Outbox, log, _metrics, Time))];
    }
}

/// <summary>Whoever answers is known when the first request comes.</summary>
internal sealed class LateHandler(Func<HttpMessageHandler> handler) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        InnerHandler ??= handler();
        return base.SendAsync(request, cancellationToken);
    }
}
