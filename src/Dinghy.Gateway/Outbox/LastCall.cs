namespace Dinghy.Gateway.Outbox;

/// <summary>One end for all that is waited for when the program stops: what waits one after another must not add up.</summary>
internal sealed class LastCall(TimeProvider time)
{
    private DateTimeOffset? _end;

    /// <summary>From now on nothing is waited for past this.</summary>
    public void Begin(TimeSpan left) => _end ??= time.GetUtcNow() + left;

    /// <summary>How long something may be waited for that may usually take this long.</summary>
    public TimeSpan Left(TimeSpan usual)
    {
        if (_end is not { } end) return usual;
        var left = end - time.GetUtcNow();
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < usual ? left : usual;
    }
}
