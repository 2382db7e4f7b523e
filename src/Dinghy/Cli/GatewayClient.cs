using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dinghy.Admin;
using Dinghy.Gateway.Storage;

namespace Dinghy.Cli;

/// <summary>Asks the gateway that runs on a home, with its token.</summary>
internal static class GatewayClient
{
    /// <returns>Null: none runs there, or it does not answer.</returns>
    public static async Task<T?> AskAsync<T>(string home, string path, JsonTypeInfo<T> type, CancellationToken ct, TimeSpan? patience = null) where T : class
    {
        // After a kill its file stays, and whoever listens there by now must not get the token.
        if (RunningGateway.Find(home) is not { } gateway || !HomeLock.IsHeld(home)) return null;
        // Past any proxy: the token is for the gateway alone.
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = patience ?? TimeSpan.FromSeconds(5) };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, path));
        request.Headers.Authorization = new("Bearer", AdminToken.Read(home));
        try
        {
            using var response = await http.SendAsync(request, ct);
            return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync(type, ct) : null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }
}
