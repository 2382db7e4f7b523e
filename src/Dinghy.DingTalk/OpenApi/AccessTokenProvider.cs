using System.Text.Json;
using Dinghy.DingTalk.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>The application's access token: cached, fetched by one caller for all, renewed five minutes early.</summary>
public sealed class AccessTokenProvider(DingTalkApp app, DingTalkEndpoints endpoints, HttpClient http, TimeProvider time, ILogger? logger = null)
{
    private static readonly TimeSpan _early = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan _pauseBetweenRenewals = TimeSpan.FromSeconds(15);

    private readonly ApiCaller _caller = new(http, time);
    private readonly ILogger _logger = logger ?? NullLogger.Instance;
    private readonly Lock _gate = new();
    private Held? _held;
    private Task<string>? _fetch;
    private DateTimeOffset _noRenewalBefore;

    /// <summary>One fetch's deadline.</summary>
    /// <value>10 s.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A caller that gives up does not end the fetch others wait for.</summary>
    /// <exception cref="DingTalkApiException">The token could not be had.</exception>
    public ValueTask<string> GetAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_held is not { } held || now >= held.ExpiresAt) return new(Fetch().WaitAsync(ct));
            if (_fetch is null && now >= held.RenewAt && now >= _noRenewalBefore) Renew();
            return new(held.Token);
        }
    }

    /// <summary>Tells that DingTalk refused this token: the next <see cref="GetAsync"/> fetches one, unless another caller already did.</summary>
    public void Reject(string token)
    {
        lock (_gate)
            if (_held?.Token == token) _held = null;
    }

    private Task<string> Fetch() => _fetch ??= Task.Run(FetchAsync);

    private void Renew() => _ = Fetch().ContinueWith(failed =>
    {
        var reason = failed.Exception!.InnerException as DingTalkApiException;
        _logger.TokenNotRenewed(reason?.Code ?? "unknown", reason?.RequestId);
    }, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    private async Task<string> FetchAsync()
    {
        try
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new TokenRequest(app.ClientId, app.ClientSecret), WireJson.Compact.TokenRequest);
            var answer = await _caller.PostAsync(endpoints.ApiPath("/v1.0/oauth2/accessToken"), body, token: null, RequestTimeout, CancellationToken.None);
            if (answer.Filled("accessToken") is not { } token || answer.Integer("expireIn") is not (> 0 and var life))
                throw new DingTalkApiException(DingTalkFault.BadResponse, "no_token", "DingTalk answered without an access token");
            Keep(token, TimeSpan.FromSeconds(Math.Min(life, 86_400)));
            return token;
        }
        catch (DingTalkApiException e) when (!e.Certain)
        {
            // Fetching changes nothing, so whoever wanted the token to send something may be certain that it was not sent.
            throw new DingTalkApiException(e.Fault, e.Code, e.Message, e) { Status = e.Status, RequestId = e.RequestId, RetryAfter = e.RetryAfter };
        }
        finally
        {
            lock (_gate)
            {
                _fetch = null;
                _noRenewalBefore = time.GetUtcNow() + _pauseBetweenRenewals;
            }
        }
    }

    private void Keep(string token, TimeSpan life)
    {
        _logger.TokenFetched((long)life.TotalSeconds);
        var now = time.GetUtcNow();
        var early = life / 2 < _early ? life / 2 : _early;
        lock (_gate) _held = new(token, now + life, now + life - early);
    }

    private sealed record Held(string Token, DateTimeOffset ExpiresAt, DateTimeOffset RenewAt);
}
