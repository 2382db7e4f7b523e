using Dinghy.DingTalk.Stream;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Commands;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Inbox;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Outbox.Cards;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Puts the rooms together and starts them in order: store, outbox, backlog, sockets. Stops them in the other order.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    /// <summary>Turns may end for so long after a stop; with the outbox's two seconds it stays within the ten promised.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly GatewayParts _parts;
    private readonly IGatewayStore _store;
    private readonly Turnstile _turnstile;
    private readonly MonthMeter _meter;
    private readonly IReadOnlyList<Channel> _channels;
    private readonly Reception _reception;
    private readonly Doorstep _doorstep;
    private readonly Inbox.Inbox _inbox;
    private readonly Outbox.Outbox _outbox;
    private readonly TurnWorker _worker;
    private readonly Receiving _receiving;
    private readonly Housekeeping _housekeeping;
    private readonly GatewayMetrics _metrics;
    private readonly PipelineLog _log;
    private readonly DateTimeOffset _startedAt;
    private readonly RunningTurns _running = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connecting;

    private GatewayHost(DinghyConfig config, IGatewayStore store, GatewayMetrics metrics, GatewayParts parts)
    {
        var limits = new LimitLog(parts.Loggers.CreateLogger<LimitLog>());
        _turnstile = new Turnstile(config.Quota, parts.Time);
        _meter = new MonthMeter(config.Accounts, config.Quota, store, limits, metrics, parts.Time);
        parts = parts with { Gate = new LimitedGate(_turnstile, _meter, limits, metrics, parts.Time) };
        (_parts, _store, _metrics, _startedAt) = (parts, store, metrics, parts.Time.GetUtcNow());
        var workspaces = new Workspaces(config.Agents);
        _channels = [.. config.Accounts.Select(account => new Channel(account, workspaces, parts, _meter))];
        _meter.Crossed = new OwnerNotices(config, _channels, limits, _stop.Token).TellAsync;
        _log = new PipelineLog(parts.Loggers.CreateLogger<PipelineLog>());
        var turns = new TurnLog(parts.Loggers.CreateLogger<TurnLog>(), metrics);
        var conversations = new ConversationStore(store, store, config, new Quotes(store), parts.Models, parts.Time.LocalTimeZone);
        var byAccount = _channels.ToDictionary(channel => channel.Account.Id, StringComparer.Ordinal);
        _reception = new Reception(config, store, parts.Loggers, parts.Time);
        _receiving = new Receiving(config, store, account => byAccount.GetValueOrDefault(account)?.Media, parts);
        var agents = Agents(config, parts, workspaces, _receiving);
        var commands = CommandRunner.Create(
            new CommandParts(
                store, _running, agents, _receiving.FetchAsync, agent => parts.ModelOf(AgentOf(config, agent)), parts.Models, _reception.Owners, () => Status, config, parts.Time),
            new CommandLog(parts.Loggers.CreateLogger<CommandLog>()));
        _inbox = new Inbox.Inbox(store, turns, parts.Time);
        _outbox = new Outbox.Outbox(
            store, _channels.ToDictionary(channel => channel.Account.Id, channel => channel.Roads, StringComparer.Ordinal),
            Cards(store, metrics), turns, new OutboxLog(parts.Loggers.CreateLogger<OutboxLog>()), metrics, parts.Time);
        _doorstep = new Doorstep(_reception, _outbox, config, _log, parts.Time);
        Pairing = new PairingOffice(
            _reception.Pairing, _channels.ToDictionary(channel => channel.Account.Id, channel => channel.Robots, StringComparer.Ordinal), parts.Gate, config.Language);
        var pipeline = new TurnPipeline(
            _reception.Keeper, _inbox, _doorstep, Routes(config, parts), conversations, _receiving.FetchAsync, commands, agents, Composer(config, parts, workspaces), _outbox,
            new OverQuotaNotice(store, _outbox, account => byAccount.GetValueOrDefault(account)?.Robots, config, parts.Gate, _log));
        _worker = new TurnWorker(pipeline, conversations, _running, _inbox, _outbox, config.Inbox, _log, parts.Time);
        _housekeeping = new Housekeeping(store, _log, parts.Time, _receiving.SweepAsync);
        Gauges.Add(metrics, _channels, _worker, _outbox, parts.Time);
        Gauges.AddLimits(metrics, _turnstile, _meter, _outbox);
    }

    /// <summary>Returns when messages can be taken; the sockets connect meanwhile and for ever.</summary>
    /// <exception cref="StoreException">The store can not be used; nothing was started.</exception>
    public static async Task<GatewayHost> StartAsync(DinghyConfig config, IGatewayStore store, GatewayMetrics metrics, GatewayParts parts, CancellationToken ct)
    {
        var host = new GatewayHost(config, store, metrics, parts);
        try
        {
            await host._meter.StartAsync(ct);
            await host._reception.LoadAsync(ct);
            await host._outbox.StartAsync(ct);
            await host._worker.ResumeAsync(ct);
        }
        catch
        {
            await host.StopAsync(TimeSpan.Zero);
            throw;
        }

        host._housekeeping.Start();
        // Last, so that what an earlier run left stands before what comes now.
        host._connecting = host._channels.Count;
        foreach (var channel in host._channels) host.Connect(channel, config, metrics);
        return host;
    }

    /// <summary>Ends when every channel was connected once.</summary>
    public Task Connected => _connected.Task;

    public GatewayStatus Status => new(
        _startedAt,
        [.. _channels.Select(channel => Describe(channel.Account.Id, channel.Status))],
        _parts.Model is not null, _parts.ModelNote, _worker.Count);

    /// <summary>The month of each organisation.</summary>
    public IReadOnlyList<QuotaState> Quota => _meter.States;

    /// <summary>Who asks to be let in, and who was.</summary>
    public PairingOffice Pairing { get; }

    /// <summary>Who may do what only an owner may.</summary>
    public Owners Owners => _reception.Owners;

    /// <summary>The people and groups that were heard.</summary>
    public Acquaintances Acquaintances => _reception.Acquaintances;

    /// <summary>Looks at every turn of thirty days: for people, not for probes.</summary>
    public Task<StoreCounts> CountAsync(CancellationToken ct) => _store.CountAsync(ct);

    /// <summary>Closes the sockets, lets running turns end or parks them. Within ten seconds.</summary>
    public ValueTask DisposeAsync() => StopAsync(s_patience);

    private async ValueTask StopAsync(TimeSpan patience)
    {
        await _stop.CancelAsync();
        // What a closing socket still brings is stored, acknowledged and left to the next start.
        await Task.WhenAll([_worker.StopAsync(patience), .. _channels.Select(channel => channel.StoppedAsync())]);
        await _housekeeping.DisposeAsync();
        await _doorstep.DisposeAsync();
        await _outbox.DisposeAsync();
        await _worker.DisposeAsync();
        _receiving.Dispose();
        // After all that could still count.
        await _meter.DisposeAsync();
        _turnstile.Dispose();
        _stop.Dispose();
    }

    private ReplyComposer Composer(DinghyConfig config, GatewayParts parts, Workspaces workspaces)
    {
        var shelves = _channels.ToDictionary(channel => channel.Account.Id, channel => channel.Shelf, StringComparer.Ordinal);
        var log = new ReplyLog(parts.Loggers.CreateLogger<ReplyLog>());
        var pictures = new AnswerPictures(
            workspaces,
            (turn, picture, ending, ct) => shelves.TryGetValue(turn.Account, out var shelf) ? shelf.PictureAsync(picture, ending, code => log.NoPicture(turn.Id, code), ct) : Task.FromResult<string?>(null),
            parts.Time);
        return new ReplyComposer(parts.Time, new ReplyFormats(config.Accounts, log, config.Agents), pictures);
    }

    private CardDesk Cards(ICardStore store, GatewayMetrics metrics)
    {
        var log = new CardLog(_parts.Loggers.CreateLogger<CardLog>());
        var lines = _channels.ToDictionary(
            channel => channel.Account.Id, channel => new CardLine(channel.Account, channel.Cards, _parts.Gate, log, _parts.Time), StringComparer.Ordinal);
        return new CardDesk(store, lines, log, metrics, _parts.Time);
    }

    private static AgentRoster Agents(DinghyConfig config, GatewayParts parts, Workspaces workspaces, Receiving receiving)
    {
        var log = new AgentLog(parts.Loggers.CreateLogger<AgentLog>());
        var tools = new ToolLog(parts.Loggers.CreateLogger<ToolLog>());
        var describer = parts.ImageModel is { } model ? new ImageDescriber(model, log, parts.Time) : null;
        return new AgentRoster(id => Make(AgentOf(config, id)));

        AgentRunner Make(AgentConfig agent)
        {
            var box = new ToolBox([new OfferChoices(), new SendFile(workspaces.Of(agent.Id))], agent.Tools, tools);
            var own = parts.ModelOf(agent);
            return new AgentRunner(own.Client, new Prompts(agent), new Eyes(own.Sees, receiving.LoadPictureAsync, describer), new ToolRunner(box, tools, parts.Time), log, parts.Time);
        }
    }

    private static AgentConfig AgentOf(DinghyConfig config, string id) => config.Agents.Find(id) ?? config.Agents.Default;

    private Router Routes(DinghyConfig config, GatewayParts parts)
    {
        var log = new RoutingLog(parts.Loggers.CreateLogger<RoutingLog>());
        return new Router(
            new RouteTable(config.Routing),
            _channels.ToDictionary(channel => channel.Account.Id, channel => new PersonDirectory(channel.Account.Id, channel.Contacts, parts.Gate, log, parts.Time), StringComparer.Ordinal),
            log);
    }

    private void Connect(Channel channel, DinghyConfig config, GatewayMetrics metrics)
    {
        var name = _channels.Count > 1 ? $" [{channel.Account.Id}]" : "";
        var door = new StreamDoor(channel.Account, config.Language, _reception.Keeper, _worker, _inbox, _outbox, _log, metrics, _parts.Time);
        var presses = new CardDoor(channel.Account, _reception.Owners, _reception.Keeper, config.Language, _store, _worker, _running, _log, metrics, _parts.Time);
        _parts.Announce($"Starting DingTalk channel (Stream Mode)...{name}");
        var announced = 0;
        StreamHandler? events = channel.Account.TrackRead ? new EventDoor(channel.Account.Id, _store, _log, _metrics, _parts.Time).HandleAsync : null;
        channel.Start(door.HandleAsync, presses.HandleAsync, events, status => Changed(status, name, ref announced), _stop.Token);
    }

    /// <summary>Once per start: later reconnects are in the log.</summary>
    private void Changed(StreamStatus status, string name, ref int announced)
    {
        if (!status.Connected || Interlocked.Exchange(ref announced, 1) == 1) return;
        _parts.Announce($"DingTalk channel started (Stream Mode){name}");
        if (Interlocked.Decrement(ref _connecting) == 0) _connected.SetResult();
    }

    private static ChannelStatus Describe(string account, StreamStatus status) => new(
        account, status.Connected, status.Sockets, status.ConnectedSince, status.LastFrameAt, status.Reconnects,
        status.Connected ? null : status.LastError);
}
