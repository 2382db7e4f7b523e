using System.Buffers;
using System.Net;
using Dinghy.Gateway.Pipeline.Webhooks;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Dinghy.Hosting;

/// <summary>One call to the listener of HTTP mode.</summary>
internal sealed class KestrelCall(IFeatureCollection features, BodyBudget budget) : WebhookCall
{
    private const int MaxFirst = 16 * 1024;

    private readonly IHttpRequestFeature _request = features.Get<IHttpRequestFeature>()!;

    public override string Method => _request.Method;

    public override string Path => _request.Path;

    public override IPAddress? Peer => features.Get<IHttpConnectionFeature>()?.RemoteIpAddress;

    public override string? Header(string name) => _request.Headers.TryGetValue(name, out var values) && values is [{ } only] ? only : name == "X-Forwarded-For" && values.Count > 1 ? string.Join(',', values.ToArray()) : null;

    public override string? Query(string name)
    {
        if (_request.QueryString.Length < 2) return null;
        foreach (var pair in new QueryStringEnumerable(_request.QueryString))
            if (pair.EncodedName.Span.SequenceEqual(name)) return pair.DecodeValue().ToString();
        return null;
    }

    public override async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(int most, CancellationToken ct)
    {
        var announced = _request.Headers.ContentLength;
        if (announced > most) return null;
        var reader = features.Get<IRequestBodyPipeFeature>()!.Reader;
        using var share = budget.Open();
        // What is announced and never sent must not use up what all bodies share.
        var body = new ArrayBufferWriter<byte>(announced is > 0 and var length ? (int)Math.Min(length, MaxFirst) : 1024);
        if (!share.Grow(body.Capacity)) return null;
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            if (read.Buffer.Length > most - body.WrittenCount) return null;
            if (read.Buffer.Length > body.FreeCapacity && !share.Grow(Math.Max(body.Capacity, (int)read.Buffer.Length))) return null;
            foreach (var piece in read.Buffer) body.Write(piece.Span);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return body.WrittenMemory;
        }
    }
}

/// <summary>How much of all bodies may be in memory while they are read: a thousand connections must not cost a gigabyte.</summary>
internal sealed class BodyBudget
{
    private const long Most = 64L * 1024 * 1024;
    private long _taken;

    public Share Open() => new(this);

    /// <summary>Given back at the end of reading.</summary>
    internal sealed class Share(BodyBudget budget) : IDisposable
    {
        private long _mine;

        public bool Grow(int bytes)
        {
            _mine += bytes;
            return Interlocked.Add(ref budget._taken, bytes) <= Most;
        }

        public void Dispose() => Interlocked.Add(ref budget._taken, -_mine);
    }
}
