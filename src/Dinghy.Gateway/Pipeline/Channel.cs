using Dinghy.DingTalk;
using Dinghy.DingTalk.Cards;
using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.Media;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Stream;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Outbox;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Pipeline;

/// <summary>One robot: its socket and its roads out. Another robot's trouble is not its own.</summary>
internal sealed class Channel
{
    private readonly GatewayParts _parts;
    private readonly DingTalkApp _app;
    private StreamClient? _stream;
    private Task _running = Task.CompletedTask;

    public Channel(AccountConfig account, GatewayParts parts)
    {
        (Account, _parts) = (account, parts);
        _app = new DingTalkApp(account.ClientId, account.ClientSecret.Reveal()) { RobotCode = account.RobotCode };
        var logger = parts.Loggers.CreateLogger($"Dinghy.DingTalk.{account.Id}");
        var tokens = new AccessTokenProvider(_app, account.Endpoints, parts.Http, parts.Time, logger);
        Roads = new AccountRoads(
            account,
            new SessionWebhookClient(parts.Http, parts.Time, logger),
            Robots = new RobotApi(_app, account.Endpoints, tokens, parts.Http, parts.Time, logger),
            parts.Time);
        Contacts = new ContactApi(account.Endpoints, tokens, parts.Http, parts.Time, logger);
        Cards = new CardApi(_app, account.Endpoints, tokens, parts.Http, parts.Time, logger);
        Media = new MediaClient(_app, account.Endpoints, tokens, parts.Http, parts.Time, logger);
    }

    public AccountConfig Account { get; }

    public AccountRoads Roads { get; }

    /// <summary>The organisation's directory.</summary>
    public ContactApi Contacts { get; }

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
                Callbacks = new Dictionary<string, StreamHandler>(StringComparer.Ordinal) { [StreamTopics.RobotMessage] = door, [StreamTopics.CardCallback] = presses },
                Events = events,
            },
            _parts.Http, _parts.Time, _parts.Chance, _parts.Loggers.CreateLogger<StreamClient>());
        _stream.StatusChanged += changed;
        _running = _stream.RunAsync(stop);
    }

    /// <summary>Ends when the socket is closed; call after its stop token fired.</summary>
    public Task StoppedAsync() => _running;
}
