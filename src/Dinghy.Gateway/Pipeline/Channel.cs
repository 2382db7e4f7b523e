using Dinghy.DingTalk;
using Dinghy.DingTalk.Cards;
using Dinghy.DingTalk.Media;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Stream;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Outbox;
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
    private readonly AccessTokenProvider _tokens;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Doors? _doors;
    private StreamClient? _stream;
    private Task _running = Task.CompletedTask;

    public Channel(AccountConfig account, GatewayParts parts)
    {
        (Account, _parts) = (account, parts);
        _app = new DingTalkApp(account.ClientId, account.ClientSecret.Reveal()) { RobotCode = account.RobotCode };
        _logger = parts.Loggers.CreateLogger($"Dinghy.DingTalk.{account.Id}");
        _tokens = new AccessTokenProvider(_app, account.Endpoints, parts.Http, parts.Time, _logger);
        Robots = new RobotApi(_app, account.Endpoints, _tokens, parts.Http, parts.Time, _logger);
        Roads = MakeRoads(account);
        Cards = new CardApi(_app, account.Endpoints, _tokens, parts.Http, parts.Time, _logger);
        Media = new MediaClient(_app, account.Endpoints, _tokens, parts.Http, parts.Time, _logger);
    }

    public AccountConfig Account { get; private set; }

    public AccountRoads Roads { get; private set; }

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

    /// <summary>Takes other settings of the same robot, from the next message on.</summary>
    public void Use(AccountConfig next, Doors doors)
    {
        Account = next;
        Roads = MakeRoads(next);
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
                    [StreamTopics.RobotMessage] = (frame, ct) => _doors.Messages(frame, ct),
                    [StreamTopics.CardCallback] = (frame, ct) => _doors.Presses(frame, ct),
                },
                Events = doors.Events,
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

    /// <summary>Ends when the socket is closed; call after its stop token fired.</summary>
    public Task StoppedAsync() => _running;

    private async Task RunAsync(StreamClient stream, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = stream.RunAsync(either.Token);
        if (await Task.WhenAny(running, _left.Task) == _left.Task) await either.CancelAsync();
        await running;
    }

    private AccountRoads MakeRoads(AccountConfig account) => new(
        account,
        new SessionWebhookClient(_parts.Http, _parts.Time, _logger),
        Robots,
        _parts.Time);
}
