namespace Dinghy.DingTalk.Stream;

/// <summary>How long to wait before the next attempt.</summary>
internal sealed class ReconnectDelays(Func<Random, IEnumerable<TimeSpan>> backoff, Random chance)
{
    private IEnumerator<TimeSpan> _waits = backoff(chance).GetEnumerator();
    private TimeSpan _last;
    private bool _atOnce = true;

    public static IEnumerable<TimeSpan> Default(Random chance)
    {
        for (var ceiling = 0.5; ; ceiling = Math.Min(ceiling * 2, 60))
            yield return TimeSpan.FromSeconds(ceiling * (1 - (0.5 * chance.NextDouble())));
    }

    /// <summary>A connection proved itself: its successor is opened at once, and waits start small again.</summary>
    public void Reset()
    {
        _waits.Dispose();
        _waits = backoff(chance).GetEnumerator();
        _atOnce = true;
    }

    /// <summary>Zero once after <see cref="Reset"/>, when the loss of a good connection asks for it.</summary>
    public TimeSpan AfterLoss()
    {
        if (!_atOnce) return AfterFailure();
        _atOnce = false;
        return TimeSpan.Zero;
    }

    public TimeSpan AfterFailure()
    {
        _atOnce = false;
        if (_waits.MoveNext()) _last = _waits.Current;
        return _last;
    }
}
