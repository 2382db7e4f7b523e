namespace Dinghy.Gateway.Limits;

/// <summary>At most so many calls in any stretch of the given length: exact, where a bucket lets twice as many pass around its refill. Pure; times are of one steady clock.</summary>
internal sealed class CallWindow(int limit, TimeSpan length)
{
    private TimeSpan[] _left = new TimeSpan[limit];
    private int _next;
    private int _count;

    private int Limit => _left.Length;

    /// <summary>Another limit from now on; what left lately counts towards it.</summary>
    public void Use(int next)
    {
        if (next == Limit) return;
        var kept = Enumerable.Range(1, Math.Min(_count, next)).Select(back => _left[(_next - back + Limit) % Limit]).Reverse().ToArray();
        (_left, _count, _next) = ([.. kept, .. new TimeSpan[next - kept.Length]], kept.Length, kept.Length % next);
    }

    /// <summary>When a call may leave that keeps a share of the window free for more urgent ones.</summary>
    /// <param name="urgency">Final may use all of it, Usual nine tenths, Cosmetic three quarters; each at least one.</param>
    public TimeSpan FreeAt(Urgency urgency)
    {
        var budget = Budget(Limit, urgency);
        return _count < budget ? TimeSpan.MinValue : _left[(_next - budget + Limit) % Limit] + length;
    }

    public void Leave(TimeSpan now)
    {
        _left[_next] = now;
        _next = (_next + 1) % Limit;
        _count = Math.Min(_count + 1, Limit);
    }

    public static int Budget(int limit, Urgency urgency) => urgency switch
    {
        Urgency.Final => limit,
        Urgency.Usual => Math.Max(1, limit - (limit / 10)),
        _ => Math.Max(1, limit - (limit / 4)),
    };
}
