namespace Dinghy.DingTalk.Media;

/// <summary>The bytes of one download, as many as were agreed, until the deadline.</summary>
internal sealed class MediaStream(System.IO.Stream inner, MediaFetch fetch, Uri url, long maxBytes) : System.IO.Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await fetch.GuardAsync(url, token => inner.ReadAsync(buffer, token).AsTask(), cancellationToken);
        _read += read;
        return _read <= maxBytes ? read : throw MediaFetch.TooLarge(maxBytes);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously: the deadline can not end a blocked read.");

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            fetch.Dispose();
        }

        base.Dispose(disposing);
    }
}
