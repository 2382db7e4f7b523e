using System.Net;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>Knows whether the request began to go out: until then the server can not have done anything.</summary>
internal abstract class WatchedContent : HttpContent
{
    public bool Begun { get; private set; }

    protected abstract long Length { get; }

    protected abstract Task WriteAsync(System.IO.Stream stream, CancellationToken ct);

    protected sealed override Task SerializeToStreamAsync(System.IO.Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected sealed override Task SerializeToStreamAsync(System.IO.Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Begun = true;
        return WriteAsync(stream, cancellationToken);
    }

    protected sealed override bool TryComputeLength(out long length)
    {
        length = Length;
        return true;
    }
}

internal sealed class JsonBody : WatchedContent
{
    private readonly byte[] _json;

    public JsonBody(byte[] json)
    {
        _json = json;
        Headers.ContentType = new("application/json") { CharSet = "utf-8" };
    }

    protected override long Length => _json.Length;

    protected override Task WriteAsync(System.IO.Stream stream, CancellationToken ct) => stream.WriteAsync(_json, ct).AsTask();
}
