using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Dinghy.LogBook;

/// <summary>Somebody looks at lines as they come. Who looks slowly misses some, and is told how many.</summary>
internal sealed class LogTail(LogFilter filter, Action<LogTail> gone) : IDisposable
{
    /// <summary>That may look at the same time.</summary>
    public const int Most = 20;

    private const int MostWaiting = 1_000;

    private readonly Channel<LogEntry> _waiting = Channel.CreateBounded<LogEntry>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private long _missed;

    public void Take(LogEntry entry)
    {
        if (filter.Fits(entry) && !_waiting.Writer.TryWrite(entry)) Interlocked.Increment(ref _missed);
    }

    /// <summary>Lines; before one, how many were missed.</summary>
    public async IAsyncEnumerable<(LogEntry Entry, long Missed)> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var entry in _waiting.Reader.ReadAllAsync(ct)) yield return (entry, Interlocked.Exchange(ref _missed, 0));
    }

    public void Dispose()
    {
        gone(this);
        _waiting.Writer.TryComplete();
    }
}
