namespace Dinghy.Gateway.Models;

/// <summary>The connections to all models. Time-outs are the calls' own business; only connecting has one here.</summary>
internal static class ModelHttp
{
    public static HttpClient Create() => new(new SocketsHttpHandler
    {
        // A redirected POST would become a GET, and carry the key to who knows whom.
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseHeadersLength = 64,
        Proxy = new ProxyPastLoopback(HttpClient.DefaultProxy),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "Dinghy/0.1" } },
    };
}
