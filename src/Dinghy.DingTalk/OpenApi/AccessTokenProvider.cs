using Microsoft.Extensions.Logging;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>The application's access token: cached, fetched by one caller for all, renewed five minutes early.</summary>
public sealed class AccessTokenProvider(DingTalkApp app, DingTalkEndpoints endpoints, HttpClient http, TimeProvider time, ILogger? logger = null)
{
    /// <summary>One fetch's deadline.</summary>
    /// <value>10 s.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <exception cref="DingTalkApiException">The token could not be had.</exception>
    public ValueTask<string> GetAsync(CancellationToken ct) => throw new NotSupportedException($"{app}{endpoints}{http}{time}{logger}");

    /// <summary>Tells that DingTalk refused this token: the next <see cref="GetAsync"/> fetches one, unless another caller already did.</summary>
    public void Reject(string token) => throw new NotSupportedException();
}
