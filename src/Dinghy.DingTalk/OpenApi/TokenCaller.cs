using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>Calls with the application's token. One that DingTalk refuses is replaced, and the call repeated once.</summary>
internal sealed class TokenCaller(DingTalkEndpoints endpoints, AccessTokenProvider tokens, HttpClient http, TimeProvider time, ILogger? logger)
{
    private readonly ApiCaller _caller = new(http, time);
    private readonly ILogger _logger = logger ?? NullLogger.Instance;

    public Task<JsonElement> PostAsync(string path, byte[] json, TimeSpan timeout, CancellationToken ct) =>
        WithTokenAsync(token => _caller.PostAsync(endpoints.ApiPath(path), json, token, timeout, ct), ct);

    public Task<JsonElement> PutAsync(string path, byte[] json, TimeSpan timeout, CancellationToken ct) =>
        WithTokenAsync(token => _caller.SendAsync(HttpMethod.Put, endpoints.ApiPath(path), new JsonBody(json), token, timeout, ct), ct);

    public Task<JsonElement> GetAsync(string pathAndQuery, TimeSpan timeout, CancellationToken ct) =>
        WithTokenAsync(token => _caller.SendAsync(HttpMethod.Get, endpoints.ApiPath(pathAndQuery), content: null, token, timeout, ct), ct);

    /// <summary>On the legacy host, which wants the token in the query.</summary>
    /// <param name="content">Makes the body anew for each attempt.</param>
    public Task<JsonElement> PostLegacyAsync(string pathAndQuery, Func<WatchedContent> content, TimeSpan timeout, CancellationToken ct) =>
        WithTokenAsync(token => _caller.SendAsync(HttpMethod.Post, endpoints.OApiPath(WithToken(pathAndQuery, token)), content(), token: null, timeout, ct), ct);

    private static string WithToken(string pathAndQuery, string token) =>
        $"{pathAndQuery}{(pathAndQuery.Contains('?', StringComparison.Ordinal) ? '&' : '?')}access_token={Uri.EscapeDataString(token)}";

    private async Task<JsonElement> WithTokenAsync(Func<string, Task<JsonElement>> call, CancellationToken ct)
    {
        var token = await tokens.GetAsync(ct);
        try
        {
            return await call(token);
        }
        catch (DingTalkApiException e) when (e.Fault == DingTalkFault.Token)
        {
            _logger.TokenRejected(e.Code, e.RequestId);
            tokens.Reject(token);
        }

        return await call(await tokens.GetAsync(ct));
    }
}
