using Dinghy.DingTalk;
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
    private readonly AccessTokenProvider _tokens;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile StreamHandler? _door;
    private StreamClient? _stream;
    private Task _running = Task.CompletedTask;

    public Channel(AccountConfig account, GatewayParts parts)
    {
        (Account, _parts) = (account, parts);
        _app = new DingTalkApp(account.ClientId, account.ClientSecret.Reveal()) { RobotCode = account.RobotCode };
        _logger = parts.Loggers.CreateLogger($"Dinghy.DingTalk.{account.Id}");
        _tokens = new AccessTokenProvider(_app, account.Endpoints, parts.Http, parts.Time, _logger);
        Roads = MakeRoads(account);
    }

    public AccountConfig Account { get; private set; }

    public AccountRoads Roads { get; private set; }

    public StreamStatus Status => _stream?.Status ?? new StreamStatus();

    /// <summary>Ends when it was connected once.</summary>
    public Task Connected => _connected.Task;

    /// <summary>Whether a changed configuration leaves socket and tokens as they are.</summary>
    public bool HasKeysOf(AccountConfig next) =>
        (Account.ClientId, Account.ClientSecret.Reveal(), Account.RobotCode, Account.Endpoints) == (next.ClientId, next.ClientSecret.Reveal(), next.RobotCode, next.Endpoints);

    /// <summary>Takes other settings of the same robot, from the next message on.</summary>
    public void Use(AccountConfig next, StreamHandler door)
    {
        Account = next;
        Roads = MakeRoads(next);
        _door = door;
    }

    /// <summary>Whether DingTalk knows the client id and secret.</summary>
    /// <exception cref="DingTalkApiException">It does not, or can not be asked.</exception>
    public async Task TryKeysAsync(CancellationToken ct) => await _tokens.GetAsync(ct);

    /// <summary>Connects and stays connected until <paramref name="stop"/> or <see cref="LeaveAsync"/>.</summary>
    /// <param name="door">Takes the messages.</param>
    /// <param name="changed">Told of every change of the connection.</param>
    /// <param name="stop">Ends it.</param>
    public void Start(StreamHandler door, Action<StreamStatus> changed, CancellationToken stop)
    {
        _door = door;
        _stream = new StreamClient(
            new StreamClientOptions
            {
                App = _app,
                Endpoints = Account.Endpoints,
                Callbacks = new Dictionary<string, StreamHandler>(StringComparer.Ordinal) { [StreamTopics.RobotMessage] = (frame, ct) => _door(frame, ct) },
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
        new RobotApi(_app, account.Endpoints, _tokens, _parts.Http, _parts.Time, _logger),
        _parts.Time);
}
