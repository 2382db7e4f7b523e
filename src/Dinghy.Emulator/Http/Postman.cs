using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Dinghy.Emulator;

/// <summary>Posts to applications, and judges their answers as DingTalk does.</summary>
internal sealed class Postman : IDisposable
{
    private const int MaxAnswerBytes = 1024 * 1024;

    private readonly EmulatorOptions _options;
    private readonly FaultSwitches _faults;
    private readonly ILogger _logger;
    private readonly LetterWriter _writer;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HttpCallbacks> _callbacks;
    private readonly Dictionary<string, CardRoute> _routes = new(StringComparer.Ordinal);
    private readonly Ring<CallbackRecord> _history;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxAnswerBytes };

    public Postman(EmulatorOptions options, FaultSwitches faults, ILogger logger)
    {
        (_options, _faults, _logger, _writer) = (options, faults, logger, new LetterWriter(options, faults));
        _callbacks = options.Apps.Where(app => app.Http is not null).ToDictionary(app => app.ClientId, app => app.Http!, StringComparer.Ordinal);
        _history = new(options.HistoryLimit, () => Log.HistoryFull(logger, "callbacks", options.HistoryLimit));
    }

    public Pulse Changed { get; } = new();

    /// <summary>Hears what a robot answered a message with.</summary>
    public Action<Push, string> Answered { get; set; } = static (_, _) => { };

    public IReadOnlyList<CallbackRecord> After(long seq) => _history.After(seq);

    public void Clear() => _history.Clear();

    public HttpCallbacks Of(EmulatedApp app) { lock (_gate) return _callbacks.GetValueOrDefault(app.ClientId) ?? new HttpCallbacks(); }

    public void Set(EmulatedApp app, HttpCallbacks callbacks)
    {
        if (callbacks.AesKey is { } key) EventCrypto.Key(key);
        lock (_gate) _callbacks[app.ClientId] = callbacks;
    }

    /// <summary>Registers an address for presses. <c>null</c>: the key is taken.</summary>
    public CardRoute? Register(EmulatedApp app, string key, Uri url, string? secret, bool replace)
    {
        lock (_gate)
        {
            if (_routes.TryGetValue(app.ClientId + "|" + key, out var present) && !replace) return null;
            return _routes[app.ClientId + "|" + key] = new CardRoute(url, secret ?? present?.Secret);
        }
    }

    public CardRoute? Route(EmulatedApp app, string? key) { lock (_gate) return key is null ? null : _routes.GetValueOrDefault(app.ClientId + "|" + key); }

    /// <summary>Where a push goes by HTTP; <c>null</c>: by the socket alone.</summary>
    public Func<Task<UpFrame?>>? RoadOf(Push push)
    {
        var to = Of(push.App);
        return (push.Type, push.Topic) switch
        {
            (StreamTopics.Callback, StreamTopics.CardCallback) => push.Route is { } route ? () => PostAsync(push, "card", _writer.Card(push.App, route.Url, route.Secret, push.Data ?? "{}")) : null,
            (StreamTopics.Callback, StreamTopics.RobotMessage) when to.Robot is { } url => () => PostAsync(push, "robot", _writer.Robot(push.App, url, push.Data ?? "{}")),
            (StreamTopics.Event, _) when to.Events is not null => () => PostAsync(push, "event", _writer.Event(push.App, to, HttpEvents.Flat(push))),
            _ => null,
        };
    }

    /// <summary>What the console does when the address of a subscription is saved.</summary>
    /// <returns><c>null</c>: it answered as it should; else why not.</returns>
    public async Task<string?> CheckAsync(EmulatedApp app)
    {
        var to = Of(app);
        if (to.Events is null) return "no address for events is saved";
        var (status, answer) = await SendAsync(_writer.Event(app, to, """{"EventType":"check_url"}"""), _options.CallbackDeadline);
        var accepted = Accepts("event", to, app, status, answer);
        Note(app, "event", to.Events, status, accepted, answer);
        return accepted ? null : $"71009: the address answered {status} {answer}";
    }

    public void Dispose() => _http.Dispose();

    private async Task<UpFrame?> PostAsync(Push push, string kind, Letter letter)
    {
        var deadline = kind == "card" ? _options.CardCallbackDeadline : _options.CallbackDeadline;
        var copies = _faults.Take(FaultKind.CallbackReplayed, app: push.App) is null ? 1 : 2;
        UpFrame? up = null;
        for (var i = 0; i < copies; i++)
        {
            var (status, answer) = await SendAsync(letter, deadline);
            var accepted = Accepts(kind, Of(push.App), push.App, status, answer);
            Note(push.App, kind, letter.Url, status, accepted, answer);
            if (i > 0) continue;
            up = status == 0 ? null : new UpFrame(accepted ? 200 : status == 200 ? 71009 : status, "", kind == "card" ? $$"""{"response":{{(answer.Length == 0 ? "{}" : answer)}}}""" : answer);
            if (accepted && kind == "robot") Answered(push, answer);
        }

        return up;
    }

    private async Task<(int Status, string Answer)> SendAsync(Letter letter, TimeSpan deadline)
    {
        using var late = new CancellationTokenSource(deadline, _options.Time);
        try
        {
            using var request = letter.ToRequest();
            using var response = await _http.SendAsync(request, late.Token);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(late.Token));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            Log.NotPosted(_logger, letter.Url.AbsolutePath, e.Message);
            return (0, "");
        }
    }

    /// <summary>An encrypted event wants <c>success</c> back, encrypted and signed; all else a status of success.</summary>
    private static bool Accepts(string kind, HttpCallbacks to, EmulatedApp app, int status, string answer)
    {
        if (status is < 200 or > 299) return false;
        if (kind != "event" || to.AesKey is not { } key) return true;
        try
        {
            using var document = JsonDocument.Parse(answer);
            var reply = document.RootElement;
            if (reply.Text("encrypt") is not { } encrypt || reply.Text("timeStamp") is not { } timestamp || reply.Text("nonce") is not { } nonce) return false;
            return reply.Text("msg_signature") == EventCrypto.Sign(to.Token ?? "", timestamp, nonce, encrypt) && EventCrypto.Decrypt(key, encrypt) == ("success", app.ClientId);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Note(EmulatedApp app, string kind, Uri url, int status, bool accepted, string answer)
    {
        _history.Add(seq => new CallbackRecord(seq, app.ClientId, kind, url.AbsolutePath, status, accepted, answer));
        Changed.Fire();
    }
}

/// <summary>Where presses go that were registered under a key.</summary>
internal sealed record CardRoute(Uri Url, string? Secret);
