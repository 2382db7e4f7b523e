using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dinghy.Gateway.Storage;

namespace Dinghy.Admin;

/// <summary>Asks the gateway that runs on a home, with its token, past any proxy: the token is for the gateway alone.</summary>
internal sealed class AdminClient(RunningGateway gateway, string home, TimeSpan? patience = null) : IDisposable
{
    // A notice to a person waits for DingTalk, which has ten seconds for each of two calls.
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = patience ?? TimeSpan.FromSeconds(30) };

    /// <returns>Null: it does not answer, or not as a gateway does; a killed one leaves its file.</returns>
    /// <exception cref="IOException">It answers, and could not do it.</exception>
    public Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct) where T : class =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, path)), type, ct);

    /// <inheritdoc cref="GetAsync"/>
    public Task<T?> PostAsync<TBody, T>(string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken ct) where T : class =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Address, path)) { Content = JsonContent.Create(body, bodyType) }, type, ct);

    public void Dispose() => _http.Dispose();

    private async Task<T?> SendAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken ct) where T : class
    {
        using (request)
        {
            // After a kill its file stays, and whoever listens there by now must not get the token.
            if (!HomeLock.IsHeld(home)) return null;
            request.Headers.Authorization = new("Bearer", AdminToken.Read(home));
            try
            {
                using var response = await _http.SendAsync(request, ct);
                if (!response.IsSuccessStatusCode) throw new IOException($"The gateway at {gateway.Address} could not do it: HTTP {(int)response.StatusCode}. Its log says why.");
                return await response.Content.ReadFromJsonAsync(type, ct);
            }
            catch (Exception e) when (e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } or JsonException)
            {
                return null;
            }
            catch (HttpRequestException e)
            {
                throw new IOException($"The gateway at {gateway.Address} broke off: {e.Message}", e);
            }
            catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
            {
                throw new IOException($"The gateway at {gateway.Address} does not answer.", e);
            }
        }
    }
}
