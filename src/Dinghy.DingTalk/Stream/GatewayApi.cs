using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.Stream;

/// <summary>Asks DingTalk for a ticket and connects with it. A ticket lives 90 s and serves one handshake.</summary>
internal sealed class GatewayApi(StreamClientOptions options, HttpClient http, TimeProvider time)
{
    private readonly ApiCaller _caller = new(http, time);

    /// <exception cref="DingTalkApiException">Whatever went wrong.</exception>
    public async Task<WebSocket> ConnectAsync(CancellationToken ct) => await HandshakeAsync(await OpenAsync(ct), ct);

    /// <returns>The socket's address, with a ticket in it: a secret for 90 s.</returns>
    /// <exception cref="DingTalkApiException">No ticket.</exception>
    public async Task<Uri> OpenAsync(CancellationToken ct)
    {
        var request = new OpenRequest(options.App.ClientId, options.App.ClientSecret, [.. Subscriptions()], options.UserAgent, LocalAddress());
        var body = JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Compact.OpenRequest);
        var answer = await _caller.PostAsync(options.Endpoints.ApiPath("/v1.0/gateway/connections/open"), body, token: null, options.OpenTimeout, ct);
        if (answer.Filled("endpoint") is not { } endpoint || answer.Filled("ticket") is not { } ticket || !Uri.TryCreate(endpoint, UriKind.Absolute, out var url))
            throw new DingTalkApiException(DingTalkFault.BadResponse, "no_ticket", "DingTalk answered without an endpoint and a ticket");

        // The ticket is a key: it must not leave in clear when everything else is encrypted.
        var plain = url.Scheme == Uri.UriSchemeWs && options.Endpoints.Api.Scheme == Uri.UriSchemeHttp;
        if (url.Scheme != Uri.UriSchemeWss && !plain)
            throw new DingTalkApiException(DingTalkFault.BadResponse, "bad_endpoint", $"DingTalk named an endpoint of scheme {url.Scheme}, not wss");
        return new Uri(url.AbsoluteUri + (url.Query.Length > 0 ? "&" : "?") + "ticket=" + Uri.EscapeDataString(ticket));
    }

    private IEnumerable<OpenSubscription> Subscriptions()
    {
        foreach (var topic in options.Callbacks.Keys.Order(StringComparer.Ordinal)) yield return new("CALLBACK", topic);
        if (options.Events is not null) yield return new("EVENT", "*");
    }

    private async Task<WebSocket> HandshakeAsync(Uri url, CancellationToken ct)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = options.PingInterval;
        socket.Options.KeepAliveTimeout = options.PingTimeout;
        socket.Options.CollectHttpResponseDetails = true;
        using var deadline = new CancellationTokenSource(options.OpenTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            await socket.ConnectAsync(url, http, either.Token);              // through the caller's client: its proxy and certificates hold here too
            return socket;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            if (deadline.IsCancellationRequested)
                throw new DingTalkApiException(DingTalkFault.Timeout, "handshake_timeout", $"{url.Host} did not finish the handshake within {options.OpenTimeout.TotalSeconds:0.#} s", e);
            throw status == default(HttpStatusCode)
                ? new DingTalkApiException(DingTalkFault.Network, "handshake", $"no socket to {url.Host} ({e.InnerException?.GetType().Name ?? e.GetType().Name})", e)
                : new DingTalkApiException(DingTalkFault.BadResponse, "handshake", $"{url.Host} refused the socket (HTTP {(int)status})", e) { Status = status };
        }
    }

    // Optional on the wire; helps whoever looks for a forgotten second process.
    private static string? LocalAddress()
    {
        try
        {
            return NetworkInterface.GetAllNetworkInterfaces()
                .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                .SelectMany(card => card.GetIPProperties().UnicastAddresses)
                .FirstOrDefault(address => address.Address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address.Address))?.Address.ToString();
        }
        catch (Exception e) when (e is NetworkInformationException or PlatformNotSupportedException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
