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
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Where what a socket brings goes.</summary>
/// <param name="Messages">What people say.</param>
/// <param name="Presses">What is pressed on cards.</param>
/// <param name="Events">Null: none are subscribed, for each would be paid for like a message.</param>
internal sealed record Doors(StreamHandler Messages, StreamHandler Presses, StreamHandler? Events);

/// <summary>One robot: its socket and its roads out. Another robot's trouble is not its own.</summary>
internal sealed class Channel
{
    private readonly GatewayParts _parts;
    private readonly DingTalkApp _app;
    private readonly MonthMeter _meter;
    private readonly AccessTokenProvider _tokens;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Doors? _doors;
    private readonly AccountRoads? _before;
    private StreamClient? _stream;
    private Task _running = Task.CompletedTask;

    /// <param name="account">Its configuration.</param>
    /// <param name="workspaces">Whose files it may send.</param>
    /// <param name="parts">Of the gateway.</param>
    /// <param name="meter">Counts what it receives.</param>
    /// <param name="before">In whose place it comes; null: nobody's.</param>
    public Channel(AccountConfig account, Workspaces workspaces, GatewayParts parts, MonthMeter meter, Channel? before = null)
    {
        (Account, _parts, _meter) = (account, parts, meter);
        _before = before?.Account.RobotCode == account.RobotCode ? before?._before : before?.Roads;
        _app = new DingTalkApp(account.ClientId, account.ClientSecret.Reveal()) { RobotCode = account.RobotCode };
        _logger = parts.Loggers.CreateLogger($"Dinghy.DingTalk.{account.Id}");
        _tokens = new AccessTokenProvider(_app, account.Endpoints, parts.Http, parts.Time, _logger);
        Robots = new RobotApi(_app, account.Endpoints, _tokens, parts.Http, parts.Time, _logger);
        Media = new MediaClient(_app, account.Endpoints, _tokens, parts.Http, parts.Time, _logger);
        Shelf = new MediaShelf(account.Id, Media, parts.Gate, parts.Time);
        Directory = new PersonDirectory(
            account.Id, new ContactApi(account.Endpoints, _tokens, parts.Http, parts.Time, _logger), parts.Gate,
            new RoutingLog(parts.Loggers.CreateLogger<RoutingLog>()), parts.Time);
        Superiors = new SuperiorDirectory(
            account.Id, new ContactApi(account.Endpoints, _tokens, parts.Http, parts.Time, _logger), new RoleApi(account.Endpoints, _tokens, parts.Http, parts.Time, _logger), parts.Gate,
            new RoutingLog(parts.Loggers.CreateLogger<RoutingLog>()), parts.Time);
        Cards = new CardApi(_app, account.Endpoints, _tokens, parts.Http, parts.Time, _logger);
        Roads = MakeRoads(account, workspaces);
    }

    public AccountConfig Account { get; private set; }

    public AccountRoads Roads { get; private set; }

    /// <summary>What the organisation tells of people; remembered for a while.</summary>
    public PersonDirectory Directory { get; }

    /// <summary>Who stands above people, and who has a role.</summary>
    public SuperiorDirectory Superiors { get; }

    /// <summary>Uploads on this robot's account.</summary>
    public MediaShelf Shelf { get; }

    public CardApi Cards { get; }

    public RobotApi Robots { get; }

    public MediaClient Media { get; }

    public StreamStatus Status => _stream?.Status ?? new StreamStatus();

    /// <summary>Ends when it was connected once.</summary>
    public Task Connected => _connected.Task;

    /// <summary>Whether a changed configuration leaves socket and tokens as they are.</summary>
    public bool HasKeysOf(AccountConfig next) =>
        (Account.ClientId, Account.ClientSecret.Reveal(), Account.RobotCode, Account.Endpoints, Account.TrackRead)
        == (next.ClientId, next.ClientSecret.Reveal(), next.RobotCode, next.Endpoints, next.TrackRead);

    /// <summary>Another configuration of this account with the keys that are in use: what can hold at once, before new keys are tried.</summary>
    public AccountConfig WithOwnKeys(AccountConfig next) => next with
    {
        ClientId = Account.ClientId, ClientSecret = Account.ClientSecret, RobotCode = Account.RobotCode, Endpoints = Account.Endpoints, TrackRead = Account.TrackRead,
    };

    /// <summary>Takes other settings of the same robot, from the next message on.</summary>
    public void Use(AccountConfig next, Workspaces workspaces, Doors doors)
    {
        Account = next;
        Roads = MakeRoads(next, workspaces);
        _doors = doors;
    }

    /// <summary>Whether DingTalk knows the client id and secret.</summary>
    /// <exception cref="DingTalkApiException">It does not, or can not be asked.</exception>
    public async Task TryKeysAsync(CancellationToken ct) => await _tokens.GetAsync(ct);

    /// <summary>Connects and stays connected until <paramref name="stop"/> or <see cref="LeaveAsync"/>.</summary>
    /// <param name="doors">Take what comes.</param>
    /// <param name="changed">Told of every change of the connection.</param>
    /// <param name="stop">Ends it.</param>
    public void Start(Doors doors, Action<StreamStatus> changed, CancellationToken stop)
    {
        _doors = doors;
        _stream = new StreamClient(
            new StreamClientOptions
            {
                App = _app,
                Endpoints = Account.Endpoints,
                Callbacks = new Dictionary<string, StreamHandler>(StringComparer.Ordinal)
                {
                    [StreamTopics.RobotMessage] = Counted((frame, ct) => _doors.Messages(frame, ct)),
                    [StreamTopics.CardCallback] = Counted((frame, ct) => _doors.Presses(frame, ct)),
                },
                Events = doors.Events is { } events ? Counted(events) : null,
            },
            _parts.Http, _parts.Time, _parts.Chance, _parts.Loggers.CreateLogger<StreamClient>());
        _stream.StatusChanged += status =>
        {
            if (status.Connected) _connected.TrySetResult();
            changed(status);
        };
        _running = RunAsync(_stream, stop);
    }

    /// <summary>Closes the socket; what it still brings is stored and acknowledged.</summary>
    public async Task LeaveAsync()
    {
        _left.TrySetResult();
        await _running;
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

    private async Task RunAsync(StreamClient stream, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = stream.RunAsync(either.Token);
        if (await Task.WhenAny(running, _left.Task) == _left.Task) await either.CancelAsync();
        await running;
    }

    private AccountRoads MakeRoads(AccountConfig account, Workspaces workspaces) => new(
        account, new SessionWebhookClient(_parts.Http, _parts.Time, _logger), Robots, _parts.Time, _parts.Gate)
    {
        Before = _before,
        Robots = _parts.Robots,
        Files = new FileMessages(workspaces, Shelf, account.Reply.FileFormat),
        Reactions = Reacts(account.Reply)
            ? new Reactions(
                account.Id, new EmotionApi(_app, account.Endpoints, _tokens, _parts.Http, _parts.Time, _logger), _parts.Gate,
                new OutboxLog(_parts.Loggers.CreateLogger<OutboxLog>()), _parts.Time)
            : null,
    };
}
