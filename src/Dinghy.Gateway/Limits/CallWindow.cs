namespace Dinghy.Gateway.Limits;

/// <summary>At most so many calls in any stretch of the given length: exact, where a bucket lets twice as many pass around its refill. Pure; times are of one steady clock.</summary>
internal sealed class CallWindow(int limit, TimeSpan length)
{
    private readonly TimeSpan[] _left = new TimeSpan[limit];
    private int _next;
    private int _count;

    /// <summary>When a call may leave that keeps a share of the window free for more urgent ones.</summary>
    /// <param name="urgency">Final may use all of it, Usual nine tenths, Cosmetic three quarters; each at least one.</param>
    public TimeSpan FreeAt(Urgency urgency)
    {
        var budget = Budget(limit, urgency);
        return _count < budget ? TimeSpan.MinValue : _left[(_next - budget + limit) % limit] + length;
    }

    public void Leave(TimeSpan now)
    {
        _left[_next] = now;
        _next = (_next + 1) % limit;
        _count = Math.Min(_count + 1, limit);
    }

    public static int Budget(int limit, Urgency urgency) => urgency switch
    {
        Urgency.Final => limit,
        Urgency.Usual => Math.Max(1, limit - (limit / 10)),
        _ => Math.Max(1, limit - (limit / 4)),
    };
}
