using Dinghy.DingTalk;
using Dinghy.DingTalk.Cards;
using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.Events;
using Dinghy.DingTalk.Media;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Stream;
using Dinghy.DingTalk.Workflow;
using Dinghy.DingTalk.WorkNotices;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Outbox.Files;
using Dinghy.Gateway.Pipeline.Webhooks;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Tools;
using Dinghy.Gateway.Tools.Organisation;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Where what a socket brings goes.</summary>
/// <param name="Messages">What people say.</param>
/// <param name="Presses">What is pressed on cards.</param>
/// <param name="Events">Null: none are subscribed, for each would be paid for like a message.</param>
internal sealed record Doors(StreamHandler Messages, StreamHandler Presses, EventTaker? Events);

/// <summary>The same as a socket calls them: each frame has a reply of its own.</summary>
internal sealed record SocketDoors(StreamHandler Messages, StreamHandler Presses, StreamHandler? Events);

/// <returns>True: it may be acknowledged. False: it could not be stored, and must be pushed again.</returns>
internal delegate ValueTask<bool> EventTaker(DingTalkEvent happened, CancellationToken ct);

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
    private HeldSocket? _held;
    private WebhookLine? _webhook;
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
        // Its lines, of the socket too, name the account by it.
        _logger = parts.Loggers.CreateLogger($"Dinghy.DingTalk.{account.Id}");
        _tokens = new AccessTokenProvider(_app, account.Endpoints, parts.Http, parts.Time, _logger);
        Robots = new RobotApi(_app, account.Endpoints, _tokens, parts.Http, parts.Time, _logger);
        Media = new MediaClient(_app, account.Endpoints, _tokens, parts.Http, parts.Time, _logger);
        Shelf = new MediaShelf(account.Id, Media, parts.Gate, parts.Time);
        var contacts = new ContactApi(account.Endpoints, _tokens, parts.Http, parts.Time, _logger);
        var routing = new RoutingLog(parts.Loggers.CreateLogger<RoutingLog>());
        var directory = new OrganisationDirectory(account.Id, contacts, new RoleApi(account.Endpoints, _tokens, parts.Http, parts.Time, _logger), parts.Gate, routing, parts.Time);
        Directory = new PersonDirectory(directory, routing, parts.Time);
        Superiors = new SuperiorDirectory(directory, routing, parts.Time);
        Workflow = new WorkflowApi(account.Endpoints, _tokens, parts.Http, parts.Time, _logger);
        Organisation = new OrganisationDoor(
            account, directory, new WorkNoticeApi(account.Endpoints, _tokens, parts.Http, parts.Time, _logger),
            Workflow, new SentMessageApi(_app, account.Endpoints, _tokens, parts.Http, parts.Time, _logger), parts.Gate);
        Cards = new CardApi(_app, account.Endpoints, _tokens, parts.Http, parts.Time, _logger);
        Roads = MakeRoads(account, workspaces);
    }

    public AccountConfig Account { get; private set; }

    public AccountRoads Roads { get; private set; }

    /// <summary>What the organisation tells of people, for turns.</summary>
    public PersonDirectory Directory { get; }

    /// <summary>The organisation, for tools and the operator.</summary>
    public OrganisationDoor Organisation { get; private set; }

    /// <summary>Who stands above people, and who has a role.</summary>
    public SuperiorDirectory Superiors { get; }

    /// <summary>Uploads on this robot's account.</summary>
    public MediaShelf Shelf { get; }

    public CardApi Cards { get; }

    public RobotApi Robots { get; }

    /// <summary>DingTalk's own approvals.</summary>
    public WorkflowApi Workflow { get; }

    public MediaClient Media { get; }

    public StreamStatus Status => _stream?.Status ?? new StreamStatus();

    /// <summary>Null: it hears nothing by HTTP.</summary>
    public WebhookStatus? Webhook => _webhook?.Status;

    /// <summary>By every way in which its messages arrive.</summary>
    public bool IsConnected => Account.Mode switch
    {
        ReceiveMode.Stream => Status.Connected,
        ReceiveMode.Http => Webhook is { Listens: true },
        _ => Status.Connected && Webhook is { Listens: true },
    };

    /// <summary>Ends when it was connected once.</summary>
    public Task Connected => _connected.Task;

    /// <summary>Whether a changed configuration leaves socket and tokens as they are.</summary>
    public bool HasKeysOf(AccountConfig next) =>
        (Account.ClientId, Account.ClientSecret.Reveal(), Account.RobotCode, Account.Endpoints, Account.WantsEvents, Account.Mode)
        == (next.ClientId, next.ClientSecret.Reveal(), next.RobotCode, next.Endpoints, next.WantsEvents, next.Mode);

    /// <summary>Another configuration of this account with the keys that are in use: what can hold at once, before new keys are tried.</summary>
    public AccountConfig WithOwnKeys(AccountConfig next) => next with
    {
        ClientId = Account.ClientId, ClientSecret = Account.ClientSecret, RobotCode = Account.RobotCode, Endpoints = Account.Endpoints, TrackRead = Account.TrackRead, UsesEvents = Account.UsesEvents, Mode = Account.Mode,
    };

    /// <summary>Takes other settings of the same robot, from the next message on.</summary>
    public void Use(AccountConfig next, Workspaces workspaces, Doors doors)
    {
        Account = next;
        Organisation = Organisation with { Account = next };
        Roads = MakeRoads(next, workspaces);
        _doors = doors;
        _webhook?.Use(next, ByHttp());
    }

    /// <summary>Whether DingTalk knows the client id and secret.</summary>
    /// <exception cref="DingTalkApiException">It does not, or can not be asked.</exception>
    public async Task TryKeysAsync(CancellationToken ct) => await _tokens.GetAsync(ct);

    /// <summary>Connects, or listens, and stays so until <paramref name="stop"/> or <see cref="LeaveAsync"/>.</summary>
    /// <param name="doors">Take what comes.</param>
    /// <param name="webhooks">For HTTP mode.</param>
    /// <param name="changed">Told of every change.</param>
    /// <param name="stop">Ends it.</param>
    public void Start(Doors doors, WebhookParts webhooks, Action changed, CancellationToken stop)
    {
        _doors = doors;
        if (Account.Mode != ReceiveMode.Stream)
        {
            _webhook = WebhookLine.Of(webhooks, Account, Cards, _parts.Gate, Changed, _parts.Time);
            _webhook.Use(Account, ByHttp());
        }

        _held = _parts.Held(Account);
        if (Account.Mode != ReceiveMode.Http) _stream = Connect(doors, Changed);
        _running = RunAsync(stop);
        if (_held is null) return;
        // It is connected already, and what it brought waits.
        _held.Open(BySocket(doors));
        Changed();

        void Changed()
        {
            if (IsConnected) _connected.TrySetResult();
            changed();
        }
    }

    /// <summary>Closes the socket and listens no more; what it still brings is stored and acknowledged.</summary>
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

    /// <summary>A client of this robot's socket whose frames go to these doors.</summary>
    public static StreamClient Client(AccountConfig account, SocketDoors doors, GatewayParts parts) => new(
        new StreamClientOptions
        {
            App = new DingTalkApp(account.ClientId, account.ClientSecret.Reveal()) { RobotCode = account.RobotCode },
            Endpoints = account.Endpoints,
            Callbacks = new Dictionary<string, StreamHandler>(StringComparer.Ordinal) { [StreamTopics.RobotMessage] = doors.Messages, [StreamTopics.CardCallback] = doors.Presses },
            Events = doors.Events,
        },
        // Its lines name the account by their category.
        parts.Http, parts.Time, parts.Chance, new CategoryLogger<StreamClient>(parts.Loggers.CreateLogger($"Dinghy.DingTalk.{account.Id}")));

    private StreamClient Connect(Doors doors, Action changed)
    {
        var stream = _held?.Client ?? Client(Account, BySocket(doors), _parts);
        stream.StatusChanged += _ => changed();
        return stream;
    }

    /// <summary>The doors that hold when a frame comes. Whether there are events was said when the socket was opened.</summary>
    private SocketDoors BySocket(Doors doors) => new(
        Counted((frame, ct) => _doors!.Messages(frame, ct)),
        Counted((frame, ct) => _doors!.Presses(frame, ct)),
        doors.Events is null ? null : Counted(async (frame, ct) =>
            _doors!.Events is not { } events || await events(EventReader.Read(frame), ct) ? StreamReply.EventSuccess : StreamReply.EventLater));

    /// <summary>The doors that hold when a call comes. DingTalk posts what its console says, whether somebody wants it or not.</summary>
    private Doors ByHttp() => new(
        Counted((frame, ct) => _doors!.Messages(frame, ct)),
        Counted((frame, ct) => _doors!.Presses(frame, ct)),
        (happened, ct) =>
        {
            _meter.Pushed(Account.Id);
            return _doors!.Events?.Invoke(happened, ct) ?? new(result: true);
        });

    private async Task RunAsync(CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = _held?.RunAsync(either.Token) ?? _stream?.RunAsync(either.Token) ?? EndAsync(either.Token);
        if (await Task.WhenAny(running, _left.Task) == _left.Task) await either.CancelAsync();
        if (_webhook is { } webhook) await Task.WhenAll(running, ListenAsync(webhook, either.Token));
        else await running;
    }

    private async Task ListenAsync(WebhookLine webhook, CancellationToken end)
    {
        await EndAsync(end);
        await webhook.DisposeAsync();
    }

    private async Task EndAsync(CancellationToken end) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, _parts.Time, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

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
