using Dinghy.DingTalk;
using Dinghy.DingTalk.Cards;
using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.Media;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Stream;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Outbox.Files;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Pipeline;

/// <summary>One robot: its socket and its roads out. Another robot's trouble is not its own.</summary>
internal sealed class Channel
{
    private readonly GatewayParts _parts;
    private readonly DingTalkApp _app;
    private readonly MonthMeter _meter;
    private StreamClient? _stream;
    private Task _running = Task.CompletedTask;

    public Channel(AccountConfig account, Workspaces workspaces, GatewayParts parts, MonthMeter meter)
    {
        (Account, _parts, _meter) = (account, parts, meter);
        _app = new DingTalkApp(account.ClientId, account.ClientSecret.Reveal()) { RobotCode = account.RobotCode };
        var logger = parts.Loggers.CreateLogger($"Dinghy.DingTalk.{account.Id}");
        var tokens = new AccessTokenProvider(_app, account.Endpoints, parts.Http, parts.Time, logger);
        Media = new MediaClient(_app, account.Endpoints, tokens, parts.Http, parts.Time, logger);
        Shelf = new MediaShelf(account.Id, Media, parts.Gate, parts.Time);
        Roads = new AccountRoads(
            account,
            new SessionWebhookClient(parts.Http, parts.Time, logger),
            Robots = new RobotApi(_app, account.Endpoints, tokens, parts.Http, parts.Time, logger),
            parts.Time, parts.Gate)
        {
            Files = new FileMessages(workspaces, Shelf, account.Reply.FileFormat),
            Reactions = Reacts(account.Reply)
                ? new Reactions(account.Id, new EmotionApi(_app, account.Endpoints, tokens, parts.Http, parts.Time, logger), parts.Gate, new OutboxLog(parts.Loggers.CreateLogger<OutboxLog>()), parts.Time)
                : null,
        };
        Contacts = new ContactApi(account.Endpoints, tokens, parts.Http, parts.Time, logger);
        Cards = new CardApi(_app, account.Endpoints, tokens, parts.Http, parts.Time, logger);
    }

    public AccountConfig Account { get; }

    public AccountRoads Roads { get; }

    /// <summary>The organisation's directory.</summary>
    public ContactApi Contacts { get; }

    /// <summary>Uploads on this robot's account.</summary>
    public MediaShelf Shelf { get; }

    public CardApi Cards { get; }

    public RobotApi Robots { get; }

    public MediaClient Media { get; }

    public StreamStatus Status => _stream?.Status ?? new StreamStatus();

    /// <summary>Connects and stays connected until <paramref name="stop"/>.</summary>
    /// <param name="door">Takes the messages.</param>
    /// <param name="presses">Takes what is pressed on cards.</param>
    /// <param name="events">Takes the events; null: none are subscribed, for each would be paid for like a message.</param>
    /// <param name="changed">Told of every change of the connection.</param>
    /// <param name="stop">Ends it.</param>
    public void Start(StreamHandler door, StreamHandler presses, StreamHandler? events, Action<StreamStatus> changed, CancellationToken stop)
    {
        _stream = new StreamClient(
            new StreamClientOptions
            {
                App = _app,
                Endpoints = Account.Endpoints,
                Callbacks = new Dictionary<string, StreamHandler>(StringComparer.Ordinal) { [StreamTopics.RobotMessage] = Counted(door), [StreamTopics.CardCallback] = Counted(presses) },
                Events = events is null ? null : Counted(events),
            },
            _parts.Http, _parts.Time, _parts.Chance, _parts.Loggers.CreateLogger<StreamClient>());
        _stream.StatusChanged += changed;
        _running = _stream.RunAsync(stop);
    }

    /// <summary>Never beside a card, which shows the same.</summary>
    private static bool Reacts(ReplyConfig reply) => reply.Reaction && (reply.Card is null || reply.Style is not (ReplyStyle.Auto or ReplyStyle.Card));

    /// <summary>Every push costs the month one, wanted or not; one that is repeated is counted again.</summary>
    private StreamHandler Counted(StreamHandler door) => (frame, ct) =>
    {
        _meter.Pushed(Account.Id);
        return door(frame, ct);
    };

    /// <summary>Ends when the socket is closed; call after its stop token fired.</summary>
    public Task StoppedAsync() => _running;
}
