namespace Dinghy.Gateway.Models;

/// <summary>
/// The clock of one model call: a gap timer that runs only while we wait for the provider (a slow reader costs it nothing),
/// and one for the whole call.
/// </summary>
internal sealed class CallDeadline : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly ITimer _gap;
    private readonly ITimer _whole;
    private volatile bool _expired;

    public CallDeadline(TimeProvider time, TimeSpan whole, CancellationToken ct)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _gap = time.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _whole = time.CreateTimer(_ => Expire(), null, whole, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled by the caller or by either timer; <see cref="Expired"/> tells which.</summary>
    public CancellationToken Token => _source.Token;

    public bool Expired => _expired;

    public void Arm(TimeSpan gap) => _gap.Change(gap, Timeout.InfiniteTimeSpan);

    public void Disarm() => _gap.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _gap.Dispose();
        _whole.Dispose();
        _source.Dispose();
    }

    private void Expire()
    {
        _expired = true;
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended while its timer was firing.
        }
    }
}
