using Dinghy.DingTalk.OpenApi;

namespace Dinghy.DingTalk.Stream;

/// <summary>Tries what a socket needs, and opens none: a robot that runs meanwhile loses no message to it.</summary>
public sealed class StreamProbe(StreamClientOptions options, HttpClient http, TimeProvider time)
{
    private readonly GatewayApi _api = new(options, http, time);

    /// <summary>Asks for a ticket and lets it lapse.</summary>
    /// <returns>Where the socket would be.</returns>
    /// <exception cref="DingTalkApiException">DingTalk gives none; see <see cref="RefusesStream"/>.</exception>
    public async Task<Uri> OpenAsync(CancellationToken ct) => new UriBuilder(await _api.OpenAsync(ct)) { Query = "" }.Uri;

    /// <summary>Knocks at the socket's host without a ticket. Any answer will do.</summary>
    /// <exception cref="DingTalkApiException">None came.</exception>
    public async Task ReachAsync(Uri socket, CancellationToken ct)
    {
        var door = new UriBuilder(socket) { Scheme = socket.Scheme == Uri.UriSchemeWs ? Uri.UriSchemeHttp : Uri.UriSchemeHttps, Port = socket.Port }.Uri;
        await HostProbe.ReachAsync(http, door, options.OpenTimeout, time, ct);
    }

    /// <summary>The key pair is right, but the application may not use Stream mode.</summary>
    public static bool RefusesStream(DingTalkApiException fault) => OpenFault.IsNoStream(fault);
}
