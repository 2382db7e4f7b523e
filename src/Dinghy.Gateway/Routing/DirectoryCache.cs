using Dinghy.DingTalk;
using Dinghy.DingTalk.Messages;

namespace Dinghy.Gateway.Routing;

/// <summary>
/// One kind of knowledge about people: asked once for all who wait for the same person, fresh for ten minutes, and served old for a day while the
/// directory is down. After a failure it is left alone for a while, so that no turn waits for what just failed.
/// </summary>
/// <param name="account">Whose directory; for the log.</param>
/// <param name="what">What is asked for; for the log.</param>
/// <param name="nobody">What is known of a person whom the directory does not have.</param>
/// <param name="log">Named events.</param>
/// <param name="time">The clock.</param>
/// <param name="fetch">Asks the directory.</param>
internal sealed class DirectoryCache<T>(
    string account, string what, T nobody, RoutingLog log, TimeProvider time, Func<StaffId, CancellationToken, Task<T>> fetch) where T : class
{
    /// <summary>People that are remembered; who was asked for longest ago is forgotten first.</summary>
    public const int Bound = 10_000;

    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan Usable = TimeSpan.FromHours(24);

    /// <summary>How long a turn waits; the answer that comes later is kept for the next one.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>A directory that changes all the time is not asked for ever.</summary>
    private const int MaxAnew = 3;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pauseWithoutPermission = TimeSpan.FromMinutes(5);

    private sealed record Known(T Value, DateTimeOffset At);

    private readonly Lock _gate = new();
    private readonly Dictionary<StaffId, Known> _known = [];
    private readonly Queue<(StaffId Person, DateTimeOffset At)> _order = [];
    private readonly Dictionary<StaffId, Task> _asking = [];
    private DateTimeOffset _leftAloneUntil;
    private string? _problem;
    private bool _full;
    private long _epoch;

    /// <returns>The value, or null with the problem in words. Throws only when <paramref name="ct"/> ends it.</returns>
    public async Task<(T? Value, string? Problem)> GetAsync(StaffId person, CancellationToken ct)
    {
        Task asking;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_known.TryGetValue(person, out var known) && now - known.At < Fresh) return (known.Value, null);
            if (now < _leftAloneUntil) return Old(person);
            if (!_asking.TryGetValue(person, out asking!)) _asking[person] = asking = Task.Run(() => AskAsync(person), CancellationToken.None);
        }

        try
        {
            await asking.WaitAsync(Patience, time, ct);
        }
        catch (TimeoutException)
        {
            // Told below: what is not there yet is not known.
        }

        lock (_gate)
        {
            return _known.TryGetValue(person, out var known) && time.GetUtcNow() - known.At < Fresh ? (known.Value, null) : Old(person);
        }
    }

    /// <summary>The directory changed: what is known of these people is asked for again when it is next needed, and an answer that is on its way is asked for anew. Null: of everybody.</summary>
    public void Forget(IReadOnlyList<StaffId>? people)
    {
        lock (_gate)
        {
            _epoch++;
            if (people is null)
            {
                _known.Clear();
                _order.Clear();
            }
            else
            {
                foreach (var person in people) _known.Remove(person);
            }
        }
    }

    private (T? Value, string? Problem) Old(StaffId person) => _known.TryGetValue(person, out var known) && time.GetUtcNow() - known.At < Usable
        ? (known.Value, null)
        : (null, _problem ?? $"the directory does not tell {what} within {Patience.TotalSeconds} s");

    private async Task AskAsync(StaffId person)
    {
        try
        {
            for (var left = MaxAnew; !await AskedAsync(person) && left > 0; left--) { }
        }
        catch (DingTalkApiException e)
        {
            Fail(e.Fault == DingTalkFault.Permission ? s_pauseWithoutPermission : e.RetryAfter ?? s_pause, e.Code, e.RequestId ?? "-", Sentence(e), e);
        }
#pragma warning disable CA1031 // A directory that fails in a new way must not fail anybody's turn.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(s_pause, "unknown", "-", e.Message, e);
        }
        finally
        {
            lock (_gate) _asking.Remove(person);
        }
    }

    /// <returns>False: the directory changed meanwhile, and the answer may be old.</returns>
    private async Task<bool> AskedAsync(StaffId person)
    {
        long epoch;
        lock (_gate) epoch = _epoch;
        try
        {
            return Keep(person, await fetch(person, CancellationToken.None), epoch);
        }
        catch (DingTalkApiException e) when (e.Fault == DingTalkFault.NotFound)
        {
            return Keep(person, nobody, epoch);
        }
    }

    private bool Keep(StaffId person, T value, long epoch)
    {
        bool recovered, full;
        lock (_gate)
        {
            if (_epoch != epoch) return false;
            var now = time.GetUtcNow();
            _known[person] = new(value, now);
            _order.Enqueue((person, now));
            recovered = _problem is not null;
            (_problem, _leftAloneUntil) = (null, default);
            full = Forget() && !_full;
            _full |= full;
        }

        if (recovered) log.DirectoryIsBack(account, what);
        if (full) log.DirectoryFull(account, Bound, what);
        return true;
    }

    /// <summary>An entry of the order that was overtaken by a newer one of the same person says nothing.</summary>
    private bool Forget()
    {
        var forgot = false;
        while (_known.Count > Bound || _order.Count > 2 * Bound)
        {
            var (person, at) = _order.Dequeue();
            if (!_known.TryGetValue(person, out var known) || known.At != at) continue;
            _known.Remove(person);
            forgot = true;
        }

        return forgot;
    }

    private void Fail(TimeSpan pause, string code, string requestId, string sentence, Exception error)
    {
        bool news;
        lock (_gate)
        {
            news = _problem is null;
            _problem = $"the directory does not tell {what}: {code}";
            _leftAloneUntil = time.GetUtcNow() + pause;
        }

        if (news) log.DirectoryFailed(account, what, code, requestId, sentence, error);
    }

    private static string Sentence(DingTalkApiException e) =>
        e.RequiredScopes.Count > 0 ? $"grant the app {string.Join(", ", e.RequiredScopes)} in the developer console and publish a version" : e.Message;
}
