using Dinghy.DingTalk;

namespace Dinghy.Gateway.Routing;

/// <summary>
/// What a turn needs of a directory without being held up by it: never fails, waits three seconds, and serves whatever was known for a day. After a failure the
/// directory is left alone for a while, so that no turn waits for what just failed; the operator hears of it once.
/// </summary>
/// <param name="account">Whose directory; for the log.</param>
/// <param name="what">What is asked for; for the log.</param>
/// <param name="answers">Where it is remembered.</param>
/// <param name="log">Named events.</param>
/// <param name="time">The clock.</param>
internal sealed class PatientAnswers<TKey, TValue>(string account, string what, DirectoryAnswers<TKey, TValue> answers, RoutingLog log, TimeProvider time) where TKey : notnull where TValue : class?
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pauseWithoutPermission = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private DateTimeOffset _leftAloneUntil;
    private string? _problem;

    /// <returns>The value; or the problem in words, when it is not known. Throws only when <paramref name="ct"/> ends it.</returns>
    public async Task<(TValue? Value, string? Problem)> GetAsync(TKey key, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (answers.Known(key) is { } known && now - known.At < Ages.Fresh) return (known.Value, null);
        lock (_gate)
            if (now < _leftAloneUntil) return Old(key);
        try
        {
            var (told, value) = await AskAsync(key).WaitAsync(Patience.OfATurn, time, ct);
            return told ? (value, null) : Old(key);
        }
        catch (TimeoutException)
        {
            // The answer that comes later is kept for the next turn.
            return Old(key);
        }
    }

    private (TValue? Value, string? Problem) Old(TKey key)
    {
        if (answers.Known(key) is { } known) return (known.Value, null);
        lock (_gate) return (null, _problem ?? $"the directory does not tell {what} within {Patience.OfATurn.TotalSeconds} s");
    }

    /// <summary>Goes on when nobody waits any more: what became of it is to be known.</summary>
    private async Task<(bool Told, TValue? Value)> AskAsync(TKey key)
    {
        try
        {
            var value = await answers.FreshAsync(key, CancellationToken.None);
            Recover();
            return (true, value);
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

        return (false, null);
    }

    private void Recover()
    {
        bool recovered;
        lock (_gate)
        {
            recovered = _problem is not null;
            (_problem, _leftAloneUntil) = (null, default);
        }

        if (recovered) log.DirectoryIsBack(account, what);
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

internal static class Patience
{
    /// <summary>How long a turn waits for a directory.</summary>
    public static readonly TimeSpan OfATurn = TimeSpan.FromSeconds(3);
}
