namespace Dinghy.DingTalk.OpenApi;

/// <summary>What is said when no answer came. An address may hold a secret, so only its host is named.</summary>
internal static class NetworkFaults
{
    public static DingTalkApiException Timeout(Uri url, TimeSpan timeout, bool certain, Exception e) =>
        new(DingTalkFault.Timeout, "timeout", $"no answer from {url.Host} within {timeout.TotalSeconds:0.#} s", e) { Certain = certain };

    public static DingTalkApiException Broken(Uri url, bool certain, Exception e) =>
        new(DingTalkFault.Network, "network", Words(url, e), e) { Certain = certain || NeverConnected(e) };

    private static bool NeverConnected(Exception e) => e is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
    };

    private static string Words(Uri url, Exception e) => e is HttpRequestException { HttpRequestError: var error and not HttpRequestError.Unknown }
        ? $"no connection to {url.Host} ({error})"
        : $"the connection to {url.Host} broke ({e.GetType().Name})";
}
