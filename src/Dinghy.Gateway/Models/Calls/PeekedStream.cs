namespace Dinghy.Gateway.Models;

/// <summary>
/// A body whose first bytes were looked at: hosts answer 200 with an error's JSON or a web page and call it an event stream.
/// Gives them again, then the rest.
/// </summary>
internal sealed class PeekedStream(Stream inner) : ForwardStream
{
    private readonly byte[] _first = new byte[512];
    private int _read;
    private int _given;

    /// <summary>The first byte that is no blank; null where the body ends before one. Waits for no more than the first piece that holds it.</summary>
    public async Task<byte?> FirstAsync(CancellationToken ct)
    {
        while (true)
        {
            var at = _first.AsSpan(0, _read).IndexOfAnyExcept(" \t\r\n\uFEFF"u8.ToArray());
            if (at >= 0) return _first[at];
            if (_read == _first.Length) return null;
            var count = await inner.ReadAsync(_first.AsMemory(_read), ct);
            if (count == 0) return null;
            _read += count;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_given == _read) return await inner.ReadAsync(buffer, cancellationToken);
        var count = Math.Min(buffer.Length, _read - _given);
        _first.AsMemory(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous reading.");
}
