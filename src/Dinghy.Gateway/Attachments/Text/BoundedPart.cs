namespace Dinghy.Gateway.Attachments.Text;

/// <summary>What comes out of a compressed part, counted as it comes: sizes written in a zip are claims.</summary>
internal sealed class BoundedPart(Stream inner, long packed, DocumentLimits limits, CancellationToken ct) : ForwardStream
{
    private long _read;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        ct.ThrowIfCancellationRequested();
        var read = inner.Read(buffer);
        _read += read;
        limits.Unpacked(read);
        if (_read > DocumentLimits.RatioCountsFrom && _read / Math.Max(packed, 1) > DocumentLimits.MostRatio) throw new DocumentException(AttachmentProblems.Bomb);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>How much work one document may make.</summary>
internal sealed class DocumentLimits
{
    /// <summary>Honest markup packs to a hundredth at best; the format's own limit is 1,032.</summary>
    public const int MostRatio = 250;
    public const int RatioCountsFrom = 4 * 1024 * 1024;
    public const int MostDepth = 256;
    private const long MostUnpacked = 96L * 1024 * 1024;

    private long _unpacked;

    public void Unpacked(int bytes)
    {
        if ((_unpacked += bytes) > MostUnpacked) throw new DocumentException(AttachmentProblems.TooLarge);
    }
}
