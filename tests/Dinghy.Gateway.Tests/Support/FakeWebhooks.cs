using System.Globalization;
using System.Net;
using System.Text;
using Dinghy.DingTalk.Events;
using Dinghy.DingTalk.Stream;
using Dinghy.DingTalk.Webhook;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Pipeline.Webhooks;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Tests.Support;

/// <summary>A call from nowhere.</summary>
internal sealed class FakeCall(string path, string body = "{}") : WebhookCall
{
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, string> Queries { get; } = new(StringComparer.Ordinal);

    public bool WasRead { get; private set; }

    public string Verb { get; init; } = "POST";

    public IPAddress? From { get; init; } = IPAddress.Loopback;

    public override string Method => Verb;

    public override string Path => path;

    public override IPAddress? Peer => From;

    public override string? Header(string name) => Headers.GetValueOrDefault(name);

    public override string? Query(string name) => Queries.GetValueOrDefault(name);

    public override ValueTask<ReadOnlyMemory<byte>?> ReadAsync(int most, CancellationToken ct)
    {
        WasRead = true;
        var bytes = Encoding.UTF8.GetBytes(body);
        return new(bytes.Length > most ? (ReadOnlyMemory<byte>?)null : bytes);
    }

    /// <summary>As DingTalk signs a message.</summary>
    public FakeCall Signed(string secret, DateTimeOffset at)
    {
        var timestamp = at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        (Headers["timestamp"], Headers["sign"]) = (timestamp, RobotSign.Sign(timestamp, secret));
        return this;
    }

    /// <summary>An encrypted event.</summary>
    public static FakeCall Event(string path, EventCipher cipher, string json, Func<string, string>? after = null)
    {
        var encrypt = cipher.Encrypt(json);
        var call = new FakeCall(path, $$"""{"encrypt":"{{after?.Invoke(encrypt) ?? encrypt}}"}""");
        (call.Queries["msg_signature"], call.Queries["timestamp"], call.Queries["nonce"]) = (cipher.Sign("1760000000000", "n", encrypt), "1760000000000", "n");
        return call;
    }
}

/// <summary>A desk whose listeners hold no socket, and doors that keep what they are given.</summary>
internal sealed class DeskRig : IDisposable
{
    public const string Token = "tok3nForLocalTests";
    public const string Key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

    private readonly Dictionary<IPEndPoint, WebhookHandler> _listening = [];
    private readonly GatewayMetrics _metrics = new();
    private readonly WebhookLog _log;

    public DeskRig()
    {
        _log = new WebhookLog(new LoggerOf(Lines));
        Desk = new WebhookDesk(ListenAsync, _log, Time);
        Doors = new Doors(TakeAsync, TakeAsync, TakeEventAsync);
    }

    public ManualTimeProvider Time { get; } = new();

    public List<string> Lines { get; } = [];

    public List<StreamFrame> Frames { get; } = [];

    public List<DingTalkEvent> Events { get; } = [];

    public Func<StreamFrame, ValueTask<StreamReply>> Answers { get; set; } = _ => new(StreamReply.Ok);

    /// <summary>Events can be stored.</summary>
    public bool KeepsEvents { get; set; } = true;

    public WebhookDesk Desk { get; }

    public Doors Doors { get; }

    public bool IsTaken { get; set; }

    public IReadOnlyCollection<IPEndPoint> Listening => _listening.Keys;

    public static AccountConfig Account(HttpConfig? http = null, string id = "main", string secret = "top-secret") => Accounts.Named(id) with
    {
        Mode = ReceiveMode.Http, ClientSecret = new Secret(secret), Http = http ?? new HttpConfig(),
    };

    public static HttpConfig WithPair => new() { Token = new Secret(Token), AesKey = new Secret(Key) };

    public WebhookJournal Journal(string account = "main") => new(account, _log, _metrics, Time);

    public async Task<WebhookPlace> AddAsync(AccountConfig account, WebhookJournal? journal = null)
    {
        var place = new WebhookPlace(account.Http.Listen, new WebhookDoor(account, Doors, journal ?? Journal(account.Id), Time));
        await Desk.AddAsync(place, CancellationToken.None);
        return place;
    }

    public ValueTask<WebhookAnswer> CallAsync(FakeCall call) => _listening[HttpConfig.UsualListen](call, CancellationToken.None);

    public FakeCall Message(string? body = null, string path = "/webhooks/dingtalk", string secret = "top-secret") => new FakeCall(path, body ?? Body()).Signed(secret, Time.GetUtcNow());

    public static string Body(string robot = "ding-app", string corp = "dingcorp") => $$"""{"robotCode":"{{robot}}","chatbotCorpId":"{{corp}}","msgId":"m"}""";

    public void Dispose()
    {
        Desk.Dispose();
        _metrics.Dispose();
    }

    private ValueTask<StreamReply> TakeAsync(StreamFrame frame, CancellationToken ct)
    {
        lock (Frames) Frames.Add(frame);
        return Answers(frame);
    }

    private ValueTask<bool> TakeEventAsync(DingTalkEvent happened, CancellationToken ct)
    {
        lock (Events) Events.Add(happened);
        return new(KeepsEvents);
    }

    private Task<IWebhookListener> ListenAsync(IPEndPoint address, WebhookHandler handler, CancellationToken ct)
    {
        if (IsTaken) throw new IOException("in use");
        _listening[address] = handler;
        return Task.FromResult<IWebhookListener>(new Listener(address, () => _listening.Remove(address)));
    }

    private sealed class Listener(IPEndPoint address, Action end) : IWebhookListener
    {
        public IPEndPoint Address => address;

        public ValueTask DisposeAsync()
        {
            end();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class LoggerOf(List<string> lines) : ILogger<WebhookLog>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines) lines.Add($"[{eventId.Id}] {formatter(state, exception)}");
        }
    }
}
