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

    /// <summary>The same without a body.</summary>
    public Task<T?> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct) where T : class =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Address, path)), type, ct);

    /// <summary>The same where there may be no such thing.</summary>
    /// <returns>Null: it does not answer. Nothing in it: there is none.</returns>
    public async Task<Found<T>?> FindAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct) where T : class
    {
        var missing = false;
        var found = await SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, path)), type, ct, () => missing = true);
        return found is null && !missing ? null : new Found<T>(found);
    }

    /// <summary>What a POST answers with, byte by byte. False as <see cref="GetAsync"/> gives null: nothing was written.</summary>
    /// <exception cref="IOException">It answers, and could not do it, or broke off.</exception>
    public async Task<bool> DownloadAsync<TBody>(string path, TBody body, JsonTypeInfo<TBody> bodyType, Stream to, CancellationToken ct)
    {
        if (!HomeLock.IsHeld(home)) return false;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Address, path)) { Content = JsonContent.Create(body, bodyType) };
        request.Headers.Authorization = new("Bearer", AdminToken.Read(home));
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (!response.IsSuccessStatusCode) throw new IOException($"The gateway at {gateway.Address} could not do it: HTTP {(int)response.StatusCode}. Its log says why.");
            await response.Content.CopyToAsync(to, ct);
            return true;
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return false;
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"The gateway at {gateway.Address} broke off: {e.Message}", e);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<T?> SendAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken ct, Action? missing = null) where T : class
    {
        using (request)
        {
            // After a kill its file stays, and whoever listens there by now must not get the token.
            if (!HomeLock.IsHeld(home)) return null;
            request.Headers.Authorization = new("Bearer", AdminToken.Read(home));
            try
            {
                using var response = await _http.SendAsync(request, ct);
                if (missing is not null && response.StatusCode == System.Net.HttpStatusCode.NotFound)
                {
                    missing();
                    return null;
                }

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

/// <param name="Value">Null: there is none.</param>
internal sealed record Found<T>(T? Value) where T : class;
