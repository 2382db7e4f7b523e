using System.Net;
using Dinghy.DingTalk.Cards;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Limits;

namespace Dinghy.Gateway.Pipeline.Webhooks;

/// <summary>What the rooms of one gateway share for HTTP mode.</summary>
internal sealed record WebhookParts(WebhookDesk Desk, WebhookLog Log, GatewayMetrics Metrics)
{
    public static WebhookParts Of(Listen listen, WebhookLog log, GatewayMetrics metrics, TimeProvider time) => new(new WebhookDesk(listen, log, time), log, metrics);
}

/// <summary>One account's listening: begun, moved and ended while the process runs. What can not be listened on is tried again, and the old place stays until the new one is had.</summary>
internal sealed class WebhookLine : IAsyncDisposable
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    private readonly WebhookParts _parts;
    private readonly string _account;
    private readonly CardApi _cards;
    private readonly CallGate _gate;
    private readonly Action _changed;
    private readonly TimeProvider _time;
    private readonly WebhookJournal _journal;
    private readonly Lock _moves = new();
    private readonly CancellationTokenSource _stop = new();
    private CancellationTokenSource _attempt = new();
    private CancellationTokenSource _registration = new();
    private Task _moving = Task.CompletedTask;
    private Task _registering = Task.CompletedTask;
    private WebhookPlace? _place;
    private (Uri? Address, string Secret) _route;
    private string? _halfPair;
    private volatile WebhookStatus _status = new();

    private WebhookLine(WebhookParts parts, AccountConfig account, CardApi cards, CallGate gate, Action changed, TimeProvider time)
    {
        (_parts, _account, _cards, _gate, _changed, _time) = (parts, account.Id, cards, gate, changed, time);
        _journal = new WebhookJournal(account.Id, parts.Log, parts.Metrics, time);
    }

    /// <summary>One that does not listen yet: see <see cref="Use"/>.</summary>
    /// <param name="parts">Shared.</param>
    /// <param name="account">Whose.</param>
    /// <param name="cards">To tell DingTalk of the way of presses.</param>
    /// <param name="gate">Before every call.</param>
    /// <param name="changed">Told when it listens.</param>
    /// <param name="time">The clock.</param>
    public static WebhookLine Of(WebhookParts parts, AccountConfig account, CardApi cards, CallGate gate, Action changed, TimeProvider time) => new(parts, account, cards, gate, changed, time);

    public WebhookStatus Status => _status with { Mismatch = _journal.Mismatch, Refusal = _journal.Refusal, HeardEvents = _journal.HeardEvents, LastTakenAt = _journal.LastTakenAt };

    /// <summary>Takes these settings as soon as they can be had.</summary>
    /// <param name="next">With its keys.</param>
    /// <param name="doors">Where what comes goes.</param>
    public void Use(AccountConfig next, Doors doors)
    {
        TellHalfPair(next);
        lock (_moves)
        {
            if (_stop.IsCancellationRequested) return;
            _attempt.Cancel();
            _attempt.Dispose();
            _attempt = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            var (before, wanted, ct) = (_moving, new WebhookPlace(next.Http.Listen, new WebhookDoor(next, doors, _journal, _time)), _attempt.Token);
            _moving = MoveAsync(before, wanted, ct);
        }
    }

    /// <summary>Takes nothing more; what it had begun is answered.</summary>
    public async ValueTask DisposeAsync()
    {
        Task moving;
        lock (_moves)
        {
            if (_stop.IsCancellationRequested) return;
            _stop.Cancel();
            moving = _moving;
        }

        await moving;
        await _registering;
        if (Interlocked.Exchange(ref _place, null) is { } last) await _parts.Desk.RemoveAsync(last);
        _status = new WebhookStatus();
        _attempt.Dispose();
        _registration.Dispose();
        _stop.Dispose();
    }

    private async Task MoveAsync(Task before, WebhookPlace wanted, CancellationToken ct)
    {
        await before;
        for (var pause = s_first; !ct.IsCancellationRequested; pause = pause + pause > s_longest ? s_longest : pause + pause)
        {
            try
            {
                await ArriveAsync(wanted, await _parts.Desk.AddAsync(wanted, ct));
                return;
            }
            catch (IOException e)
            {
                _parts.Log.NotListening(_account, wanted.Listen.ToString(), (int)pause.TotalSeconds, e);
                _status = _status with { LastError = $"{wanted.Listen} can not be listened on: {e.Message}" };
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(pause, _time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ArriveAsync(WebhookPlace wanted, IPEndPoint address)
    {
        var old = Interlocked.Exchange(ref _place, wanted);
        var http = wanted.Door.Account.Http;
        if (old?.Door.Account.Http is not { } previous || !old.Listen.Equals(wanted.Listen) || previous.Paths[0] != http.Paths[0]) _parts.Log.Listening(_account, address.ToString(), http.Paths[0]);
        _status = new WebhookStatus { Listens = true, Address = address, Path = http.Paths[0] };
        Register(wanted.Door.Account);
        _changed();
        if (old is not null) await _parts.Desk.RemoveAsync(old);
    }

    private void Register(AccountConfig now)
    {
        var route = (CardRoute.AddressOf(now), CardRoute.SecretOf(now));
        if (route == _route) return;
        _route = route;
        _registration.Cancel();
        _registration.Dispose();
        _registration = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        _registering = RegisterAsync(_registering, now, _registration.Token);
    }

    private async Task RegisterAsync(Task before, AccountConfig now, CancellationToken ct)
    {
        await before;
        try
        {
            await new CardRoute(now, _cards, _gate, _parts.Log, _time).RegisterAsync(ct);
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private void TellHalfPair(AccountConfig next)
    {
        var half = (next.Http.Token, next.Http.AesKey) switch
        {
            (not null, null) => "http.token is set and http.aes_key is not, and DingTalk's console has both or neither",
            (null, not null) => "http.aes_key is set and http.token is not, and DingTalk's console has both or neither",
            _ => null,
        };
        if (half is not null && half != _halfPair) _parts.Log.HalfPair(next.Id, half);
        _halfPair = half;
    }
}

/// <summary>How an account's listening stands.</summary>
internal sealed record WebhookStatus
{
    public bool Listens { get; init; }

    /// <summary>With the port that was taken.</summary>
    public IPEndPoint? Address { get; init; }

    /// <summary>The one to write into DingTalk's console.</summary>
    public string? Path { get; init; }

    public string? LastError { get; init; }

    /// <summary>Null: none was seen, or an event came through since.</summary>
    public WebhookTrouble? Mismatch { get; init; }

    /// <summary>An event came through since the start.</summary>
    public bool HeardEvents { get; init; }

    /// <summary>Null: none of the last hour.</summary>
    public WebhookTrouble? Refusal { get; init; }

    public DateTimeOffset? LastTakenAt { get; init; }
}
