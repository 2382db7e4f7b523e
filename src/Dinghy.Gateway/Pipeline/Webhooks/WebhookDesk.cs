using System.Collections.Immutable;
using System.Net;
using Dinghy.DingTalk.Webhook;

namespace Dinghy.Gateway.Pipeline.Webhooks;

/// <summary>One account's place among what is listened for.</summary>
internal sealed record WebhookPlace(IPEndPoint Listen, WebhookDoor Door);

/// <summary>Who listens where, and whose a call is. A place is put beside the one it replaces, which goes after it: no call falls between.</summary>
internal sealed class WebhookDesk(Listen listen, WebhookLog log, TimeProvider time) : IDisposable
{
    /// <summary>DingTalk gives up after 2.5 s; what is stored later is known when it comes again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.3);

    private static readonly TimeSpan s_tell = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<IPEndPoint, IWebhookListener> _listeners = [];
    private ImmutableList<WebhookPlace> _places = [];
    private volatile Dictionary<(IPEndPoint Listen, string Path), Spot> _spots = [];
    private long _elsewhere;
    private long _toldAt;

    /// <summary>Several doors at one path: accounts that share it, and an account's old one beside its new one. The newest first.</summary>
    private sealed record Spot(ImmutableArray<WebhookDoor> Doors, bool Presses);

    /// <summary>Takes calls for a place from now on; its listener begins when it is the first there.</summary>
    /// <returns>Where it listens.</returns>
    /// <exception cref="IOException">The address can not be had.</exception>
    public async Task<IPEndPoint> AddAsync(WebhookPlace place, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (!_listeners.TryGetValue(place.Listen, out var listener))
            {
                // Known before the first call can come.
                Put(_places.Insert(0, place));
                try
                {
                    listener = await listen(place.Listen, (call, stop) => HandleAsync(place.Listen, call, stop), ct);
                }
                catch
                {
                    Put(_places.Remove(place));
                    throw;
                }

                _listeners[place.Listen] = listener;
                return listener.Address;
            }

            Put(_places.Insert(0, place));
            return listener.Address;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Ends when its listener, if it was the last there, has answered what it had begun.</summary>
    public async Task RemoveAsync(WebhookPlace place)
    {
        await _one.WaitAsync();
        try
        {
            Put(_places.Remove(place));
            if (_places.Any(other => other.Listen.Equals(place.Listen)) || !_listeners.Remove(place.Listen, out var listener)) return;
            await listener.DisposeAsync();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Once every place is removed.</summary>
    public void Dispose() => _one.Dispose();

    private void Put(ImmutableList<WebhookPlace> places)
    {
        var spots = new Dictionary<(IPEndPoint, string), Spot>();
        foreach (var place in places)
        {
            foreach (var path in place.Door.Account.Http.Paths) Add((place.Listen, path), place.Door, presses: false);
            Add((place.Listen, place.Door.Account.Http.CardPath), place.Door, presses: true);
        }

        (_places, _spots) = (places, spots);

        void Add((IPEndPoint, string) key, WebhookDoor door, bool presses) =>
            spots[key] = spots.TryGetValue(key, out var spot) ? spot with { Doors = spot.Doors.Contains(door) ? spot.Doors : spot.Doors.Add(door) } : new Spot([door], presses);
    }

    private async ValueTask<WebhookAnswer> HandleAsync(IPEndPoint listen, WebhookCall call, CancellationToken ct)
    {
        if (!_spots.TryGetValue((listen, call.Path), out var spot))
        {
            Elsewhere();
            return WebhookAnswer.NotFound;
        }

        if (call.Method != "POST") return WebhookAnswer.OnlyPost;
        var door = spot.Doors[0];
        var taking = TakeAsync(spot, call, ct);
        if (taking.IsCompletedSuccessfully) return taking.Result;
        try
        {
            return await taking.AsTask().WaitAsync(Patience, time, ct);
        }
        catch (TimeoutException)
        {
            door.Journal.Late(Patience);
            return WebhookAnswer.Busy;
        }
        catch (Exception e) when (e is not (OperationCanceledException or IOException))
        {
            door.Journal.Crashed(e);
            return WebhookAnswer.Failed;
        }
    }

    /// <summary>The head first: what nobody signed is not read. Only an event's signature needs its body, and what holds no sign of one is not read either.</summary>
    private static async ValueTask<WebhookAnswer> TakeAsync(Spot spot, WebhookCall call, CancellationToken ct)
    {
        var isEvent = !spot.Presses && (call.Query("signature") ?? call.Query("msg_signature")) is { Length: > 0 };
        var (refusal, refuser) = (WebhookRefusal.Unsigned, spot.Doors[0]);
        IPAddress? sender = null;
        ReadOnlyMemory<byte>? bytes = null;
        WebhookBody? body = null;
        var known = false;
        foreach (var door in spot.Doors)
        {
            sender = Callers.Of(call, door.Account.Http);
            if (!Callers.May(sender, door.Account.Http))
            {
                (refusal, refuser) = (WebhookRefusal.Address, door);
                continue;
            }

            if (isEvent && bytes is null)
            {
                bytes = await call.ReadAsync(door.Account.Http.MaxBodyBytes, ct);
                if (bytes is not { } whole) return door.Refused(WebhookRefusal.TooLarge, sender);
                body = WebhookBodyReader.Look(whole.Span);
                if (body is null) return door.Refused(WebhookRefusal.NoJson, sender);
            }

            if (body?.Encrypt is { } encrypt)
            {
                var signed = door.VerifyEvent(call, encrypt);
                var fits = signed == WebhookFault.None;
                string? data = null;
                if (fits && (signed = door.Open(encrypt, out data)) == WebhookFault.None) return await door.TakeOpenedAsync(call, data!, sender, ct);
                // Accounts that share a path may share a token too: the event may be the next one's. What a door says that knew the token tells most.
                if (fits || !known) (refusal, refuser) = (door.ReadsEvents ? WebhookRefusals.Of(signed) : WebhookRefusal.EncryptedWithoutKey, door);
                known |= fits;
                continue;
            }

            var fault = spot.Presses ? door.VerifyPress(call) : door.VerifyRobot(call);
            if (fault != WebhookFault.None)
            {
                (refusal, refuser) = (body?.EventType is not null ? door.Account.Http.AesKey is null ? WebhookRefusal.PlainUnsigned : WebhookRefusal.PlainWithKey : WebhookRefusals.Of(fault), door);
                continue;
            }

            bytes ??= await call.ReadAsync(door.Account.Http.MaxBodyBytes, ct);
            if (bytes is not { } read) return door.Refused(WebhookRefusal.TooLarge, sender);
            return spot.Presses ? await door.TakePressAsync(read, ct) : await door.TakeSignedAsync(read, sender, ct);
        }

        return refuser.Refused(refusal, sender, isEvent || call.Header(spot.Presses ? CardSign.SignatureHeader : "sign") is { Length: > 0 });
    }

    private void Elsewhere()
    {
        var count = Interlocked.Increment(ref _elsewhere);
        var last = Interlocked.Read(ref _toldAt);
        if (last != 0 && time.GetElapsedTime(last) < s_tell) return;
        if (Interlocked.CompareExchange(ref _toldAt, time.GetTimestamp(), last) != last) return;
        Interlocked.Add(ref _elsewhere, -count);
        log.Elsewhere(count);
    }
}
