namespace Dinghy.DingTalk.Stream;

/// <summary>What all sockets of one client count together.</summary>
internal sealed class StreamCounters(TimeProvider time)
{
    private long _received;
    private long _acked;
    private long _refused;
    private long _lastFrame;

    public long Received => Interlocked.Read(ref _received);

    public long Acked => Interlocked.Read(ref _acked);

    public long Refused => Interlocked.Read(ref _refused);

    public DateTimeOffset? LastFrameAt => Interlocked.Read(ref _lastFrame) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public void CountReceived()
    {
        Interlocked.Increment(ref _received);
        Interlocked.Exchange(ref _lastFrame, time.GetUtcNow().UtcTicks);
    }

    public void CountAcked() => Interlocked.Increment(ref _acked);

    public void CountRefused() => Interlocked.Increment(ref _refused);
}
