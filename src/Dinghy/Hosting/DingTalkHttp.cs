using Dinghy.Gateway;

namespace Dinghy.Hosting;

/// <summary>The one HTTP client towards DingTalk. Proxy settings of the environment hold, but not for an emulator on this machine.</summary>
internal static class DingTalkHttp
{
    public static HttpClient Create() => new(CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };

    public static SocketsHttpHandler CreateHandler() => new()
    {
        // A redirected POST would lose its body, and a webhook must not lead elsewhere.
        AllowAutoRedirect = false,
        Proxy = new ProxyPastLoopback(HttpClient.DefaultProxy),
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        // Sooner than a server would: a send on a connection that just closed could not be told from one that arrived.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        MaxConnectionsPerServer = 64,
    };
}
