using Microsoft.Extensions.Logging;

namespace Dinghy.DingTalk.Stream;

/// <summary>
/// Keeps a Stream connection to DingTalk, for ever: no fault ends <see cref="RunAsync"/>, only its token does.
/// The next socket is live before the last one is left.
/// </summary>
public sealed class StreamClient(StreamClientOptions options, HttpClient http, TimeProvider time, Random chance, ILogger<StreamClient> logger)
{
    /// <summary>Raised on another thread when sockets come or go or an attempt fails; not for every frame.</summary>
    public event Action<StreamStatus>? StatusChanged;

    public StreamStatus Status { get; } = new();

    /// <summary>Once per instance. Returns within a few seconds after <paramref name="ct"/>: work in hand is acknowledged first.</summary>
    public Task RunAsync(CancellationToken ct) => throw new NotSupportedException($"{options}{http}{time}{chance}{logger}{StatusChanged is null}");
}
