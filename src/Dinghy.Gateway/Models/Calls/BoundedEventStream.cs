namespace Dinghy.Gateway.Models;

/// <summary>
/// The bytes of a server-sent event stream on their way to the parser, which itself would gather a line without end.
/// Throws <paramref name="tooLong"/>'s exception once one event grows past <see cref="ModelLimits.Event"/>; adds the blank line that
/// some hosts leave out after their last event, but only where that event's line was whole.
/// </summary>
internal sealed class BoundedEventStream(Stream inner, Func<Exception> tooLong) : ForwardStream
{
    private int _sinceBlankLine;
    private byte _last;
    private bool _lineIsEmpty = true;
    private bool _ended;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ended || buffer.Length == 0) return 0;
        var count = await inner.ReadAsync(buffer, cancellationToken);
        if (count > 0)
        {
            Measure(buffer.Span[..count]);
            return count;
        }

        _ended = true;
        if (_last is not ((byte)'\n' or (byte)'\r')) return 0;
        buffer.Span[0] = (byte)'\n';
        return 1;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous reading.");

    private void Measure(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (++_sinceBlankLine > ModelLimits.Event) throw tooLong();
            if (b == '\n' && _last == '\r')
            {
                // The second half of one line end.
            }
            else if (b is (byte)'\n' or (byte)'\r')
            {
                if (_lineIsEmpty) _sinceBlankLine = 0;
                _lineIsEmpty = true;
            }
            else
            {
                _lineIsEmpty = false;
            }

            _last = b;
        }
    }
}
