using Dinghy.DingTalk.Stream;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Inbox;
using Dinghy.Gateway.Models;
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
    private readonly IReadOnlyList<Channel> _channels;
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
        (_parts, _store, _metrics, _startedAt) = (parts, store, metrics, parts.Time.GetUtcNow());
        _channels = [.. config.Accounts.Select(account => new Channel(account, parts))];
        _log = new PipelineLog(parts.Loggers.CreateLogger<PipelineLog>());
        var turns = new TurnLog(parts.Loggers.CreateLogger<TurnLog>(), metrics);
        var conversations = new ConversationStore(store, config, new Quotes(store));
        var byAccount = _channels.ToDictionary(channel => channel.Account.Id, StringComparer.Ordinal);
        _receiving = new Receiving(config, store, account => byAccount.GetValueOrDefault(account)?.Media, parts);
        _inbox = new Inbox.Inbox(store, turns, parts.Time);
        _outbox = new Outbox.Outbox(
            store, _channels.ToDictionary(channel => channel.Account.Id, channel => channel.Roads, StringComparer.Ordinal),
            Cards(store, metrics), turns, new OutboxLog(parts.Loggers.CreateLogger<OutboxLog>()), metrics, parts.Time);
        var pipeline = new TurnPipeline(
            _inbox, Routes(config, parts), conversations, _receiving.FetchAsync, new ForgetLast(store),
            Agents(config, parts, _receiving),
            new ReplyComposer(parts.Time, new ReplyFormats(config.Accounts, new ReplyLog(parts.Loggers.CreateLogger<ReplyLog>()))), _outbox,
            new QuotaNotice(store, _outbox, account => byAccount.GetValueOrDefault(account)?.Robots, config, parts.Gate, _log), _running);
        _worker = new TurnWorker(pipeline, conversations, _inbox, _outbox, config.Inbox, _log, parts.Time);
        _housekeeping = new Housekeeping(store, _log, parts.Time, _receiving.SweepAsync);
        Gauges.Add(metrics, _channels, _worker, _outbox, parts.Time);
    }

    /// <summary>Returns when messages can be taken; the sockets connect meanwhile and for ever.</summary>
    /// <exception cref="StoreException">The store can not be used; nothing was started.</exception>
    public static async Task<GatewayHost> StartAsync(DinghyConfig config, IGatewayStore store, GatewayMetrics metrics, GatewayParts parts, CancellationToken ct)
    {
        var host = new GatewayHost(config, store, metrics, parts);
        try
        {
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
        await _outbox.DisposeAsync();
        await _worker.DisposeAsync();
        _receiving.Dispose();
        _stop.Dispose();
    }

    private CardDesk Cards(ICardStore store, GatewayMetrics metrics)
    {
        var log = new CardLog(_parts.Loggers.CreateLogger<CardLog>());
        var lines = _channels.ToDictionary(
            channel => channel.Account.Id, channel => new CardLine(channel.Account, channel.Cards, _parts.Gate, log, _parts.Time), StringComparer.Ordinal);
        return new CardDesk(store, lines, log, metrics, _parts.Time);
    }

    private static AgentRoster Agents(DinghyConfig config, GatewayParts parts, Receiving receiving)
    {
        var log = new AgentLog(parts.Loggers.CreateLogger<AgentLog>());
        var tools = new ToolLog(parts.Loggers.CreateLogger<ToolLog>());
        var describer = parts.ImageModel is { } model ? new ImageDescriber(model, log, parts.Time) : null;
        return new AgentRoster(id => Make(config.Agents.Find(id) ?? config.Agents.Default));

        AgentRunner Make(AgentConfig agent)
        {
            var box = new ToolBox([new OfferChoices(), new SendFile(new Workspace(agent.Workspace))], agent.Tools, tools);
            var (client, sees) = parts.ModelNamed is { } named ? (named(agent.Model) as ModelReady is { } ready ? (ready.Client, ready.Sees) : (null, false)) : (parts.Model, parts.ModelSees);
            return new AgentRunner(client, new Prompts(agent), new Eyes(sees, receiving.LoadPictureAsync, describer), new ToolRunner(box, tools, parts.Time), log, parts.Time);
        }
    }

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
        var door = new StreamDoor(channel.Account, config.Language, _worker, _inbox, _outbox, _log, metrics, _parts.Time);
        var presses = new CardDoor(channel.Account, config.Owners, config.Language, _store, _worker, _running, _log, metrics, _parts.Time);
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
