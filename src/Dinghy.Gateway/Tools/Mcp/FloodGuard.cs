namespace Dinghy.Gateway.Tools.Mcp;

/// <summary>What a server may send: one message, and all of them between two calls. Past it the connection ends, and with it only this server's tools.</summary>
internal sealed class FloodGuard
{
    /// <summary>Bytes of one line.</summary>
    public const int MaxLine = 8 * 1024 * 1024;

    /// <summary>Bytes between two calls.</summary>
    public const long MaxBetween = 32L * 1024 * 1024;

    private long _since;
    private int _line;

    public void Reset() => Interlocked.Exchange(ref _since, 0);

    /// <exception cref="IOException">Too much.</exception>
    public void Count(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.LastIndexOf((byte)'\n');
        _line = end < 0 ? _line + bytes.Length : bytes.Length - end - 1;
        if (_line > MaxLine) throw new IOException($"a message of more than {MaxLine / 1024 / 1024} MB");
        if (Interlocked.Add(ref _since, bytes.Length) > MaxBetween) throw new IOException($"more than {MaxBetween / 1024 / 1024} MB without having been asked");
    }

    /// <summary>The same stream, counted.</summary>
    public Stream Around(Stream inner) => new Guarded(inner, this);

    /// <summary>Counts what answers of HTTP bring.</summary>
    public HttpMessageHandler Around(HttpMessageHandler inner) => new GuardedHandler(inner, this);

    private sealed class Guarded(Stream inner, FloodGuard guard) : ForwardStream
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = inner.Read(buffer, offset, count);
            guard.Count(buffer.AsSpan(offset, read));
            return read;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            guard.Count(buffer.Span[..read]);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class GuardedHandler(HttpMessageHandler inner, FloodGuard guard) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            var counted = new StreamContent(guard.Around(await response.Content.ReadAsStreamAsync(cancellationToken)));
            foreach (var header in response.Content.Headers) counted.Headers.TryAddWithoutValidation(header.Key, header.Value);
            response.Content = counted;
            return response;
        }
    }
}
