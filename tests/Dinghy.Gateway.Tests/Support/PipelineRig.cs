using Dinghy.DingTalk;
using Dinghy.DingTalk.Cards;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Stream;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Inbox;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Outbox.Cards;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
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
    private readonly AccountConfig _account;
    private readonly IReadOnlySet<string> _owners;
    private int _frames;

    public PipelineRig(IChatClient? model, InboxConfig? inbox = null, IReadOnlySet<string>? owners = null, AccountConfig? account = null)
    {
        _account = account ?? Accounts.Main;
        _owners = owners ?? new HashSet<string>();
        _inboxConfig = inbox ?? new();
        _http = new HttpClient(DingTalk) { Timeout = Timeout.InfiniteTimeSpan };
        Open(model);
    }

    public ManualTimeProvider Time { get; } = new(Said.At);

    public FakeDingTalk DingTalk { get; } = new();

    public FlakyStore Store { get; private set; } = null!;

    public TurnWorker Worker { get; private set; } = null!;

    public StreamDoor Door { get; private set; } = null!;

    public CardDoor Presses { get; private set; } = null!;

    /// <summary>What comes with a message.</summary>
    public FilesOfTurn Files { get; set; } = (_, _) => Task.FromResult<IReadOnlyList<Attachment>>([]);

    private Gateway.Outbox.Outbox Outbox { get; set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task StartAsync()
    {
        await Outbox.StartAsync(Ct);
        await Worker.ResumeAsync(Ct);
    }

    /// <summary>A frame as the socket brings it; each push has an id of its own.</summary>
    public async Task<StreamReply> PushAsync(string data) =>
        await Door.HandleAsync(new StreamFrame("CALLBACK", StreamTopics.RobotMessage, $"frame-{Interlocked.Increment(ref _frames)}", new Dictionary<string, string>(), data), Ct);

    public Task<StreamReply> PushAsync(Said said) => PushAsync(said.Payload());

    /// <summary>A press as the socket brings it.</summary>
    public async Task<StreamReply> PressAsync(string data) =>
        await Presses.HandleAsync(new StreamFrame("CALLBACK", StreamTopics.CardCallback, $"frame-{Interlocked.Increment(ref _frames)}", new Dictionary<string, string>(), data), Ct);

    public Task<StoreCounts> CountAsync() => Store.CountAsync(Ct);

    public async Task<IReadOnlyDictionary<string, long>> OutcomesAsync()
    {
        await Waiting.Until(async () => (await CountAsync()).OpenTurns == 0);
        return (await CountAsync()).Outcomes;
    }

    public string DiskBytes() => _home.AllBytes();

    /// <summary>Ends as a stop or a crash would, whatever is cut being cut, and starts anew on the same disk.</summary>
    public async Task RestartAsync(IChatClient? model)
    {
        await StopAsync();
        Open(model);
        await StartAsync();
    }

    public async Task StopAsync()
    {
        await PassingAsync(Worker.StopAsync(TimeSpan.Zero));
        await PassingAsync(Outbox.DisposeAsync().AsTask());
        await Worker.DisposeAsync();
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

    private void Open(IChatClient? model)
    {
        var account = _account;
        var config = new DinghyConfig { Home = _home.Path, Accounts = [account], Inbox = _inboxConfig, Owners = _owners };
        Store = new FlakyStore(SqliteStore.Open(_home.Path));
        var tokens = new AccessTokenProvider(new DingTalkApp("ding-app", "top-secret"), DingTalkEndpoints.Default, _http, Time);
        var robots = new RobotApi(new DingTalkApp("ding-app", "top-secret"), DingTalkEndpoints.Default, tokens, _http, Time);
        var roads = new AccountRoads(account, new SessionWebhookClient(_http, Time), robots, Time);
        var turns = new TurnLog(NullLogger<TurnLog>.Instance, _metrics);
        var log = new PipelineLog(NullLogger<PipelineLog>.Instance);
        var conversations = new ConversationStore(Store, config, new Quotes(Store));
        var inbox = new Gateway.Inbox.Inbox(Store, turns, Time);
        var cardLog = new CardLog(NullLogger<CardLog>.Instance);
        var line = new CardLine(account, new CardApi(new DingTalkApp("ding-app", "top-secret"), DingTalkEndpoints.Default, tokens, _http, Time), CallGate.Open, cardLog, Time);
        var cards = new CardDesk(Store, new Dictionary<string, CardLine> { ["main"] = line }, cardLog, _metrics, Time);
        Outbox = new(Store, new Dictionary<string, AccountRoads> { ["main"] = roads }, cards, turns, new OutboxLog(NullLogger<OutboxLog>.Instance), _metrics, Time);
        var agents = AgentRig.Runner(model, new Prompts(config.Agent), Time);
        var running = new RunningTurns();
        var quota = new QuotaNotice(Store, Outbox, _ => robots, config, CallGate.Open, log);
        var pipeline = new TurnPipeline(
            inbox, conversations, (turn, ct) => Files(turn, ct), new ForgetLast(Store), agents, new ReplyComposer(Time, new ReplyFormats([account], null)), Outbox, quota, running);
        Worker = new(pipeline, conversations, inbox, Outbox, _inboxConfig, log, Time);
        Presses = new(account, Accounts.Ids("owner-1"), "auto", Store, Worker, running, log, _metrics, Time);
        Door = new(account, "auto", Worker, inbox, Outbox, log, _metrics, Time);
    }
}
