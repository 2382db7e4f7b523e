using System.Net;
using System.Net.Sockets;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tools.Web;

/// <summary>An address that may not be fetched. The message is for the model.</summary>
internal sealed class RefusedAddressException(string message) : Exception(message);

/// <summary>Which places of the network pages may come from: the public ones and those the operator names. Asked of the real address at every connection, so that a name can not change its meaning in between.</summary>
internal sealed class WebDoor(WebConfig config, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private const string Refusal = "this is an address inside a private network, and only public pages may be fetched";

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    public HttpMessageHandler Handler() => new SocketsHttpHandler
    {
        // Every step is looked at by us.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectCallback = ConnectAsync,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        MaxConnectionsPerServer = 8,
        MaxResponseHeadersLength = 64,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        UseCookies = false,
        Proxy = Proxy,
    };

    private IWebProxy Proxy { get; } = config.Proxy is { } own ? new WebProxy(own) : HttpClient.DefaultProxy;

    /// <summary>Before anything is sent. A proxy connects for us, so its targets are looked at here only: where no name server knows a name, the proxy decides.</summary>
    /// <exception cref="RefusedAddressException">It may not be fetched.</exception>
    public async Task CheckAsync(Uri url, CancellationToken ct)
    {
        if (url.Scheme is not ("http" or "https")) throw new RefusedAddressException("only http and https addresses can be fetched");
        if (url.UserInfo.Length > 0) throw new RefusedAddressException("an address with a user name in it is not fetched");
        if (IsNamed(url.Host)) return;
        var proxied = IsProxied(url);
        if (url.HostNameType == UriHostNameType.Dns && IsInside(url.IdnHost)) throw new RefusedAddressException(Refusal);
        if (await AddressesAsync(url.IdnHost.Trim('[', ']'), proxied, ct) is { } addresses && addresses.Any(PrivateAddresses.Holds)) throw new RefusedAddressException(Refusal);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host.Trim('[', ']'), context.DnsEndPoint.Port);
        var ours = IsProxyItself(host, port) || IsNamed(host);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, ct);
        // One that is inside makes the whole name suspect.
        if (!ours && addresses.Any(PrivateAddresses.Holds)) throw new RefusedAddressException(Refusal);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<IPAddress[]?> AddressesAsync(string host, bool proxied, CancellationToken ct)
    {
        if (IPAddress.TryParse(host, out var literal)) return [literal];
        try
        {
            return await _resolve(host, ct);
        }
        catch (SocketException) when (proxied)
        {
            return null;
        }
    }

    private bool IsProxied(Uri url) => !Proxy.IsBypassed(url) && Proxy.GetProxy(url) is { } through && through != url;

    /// <summary>The one host that is connected to on behalf of all others.</summary>
    private bool IsProxyItself(string host, int port)
    {
        Uri[] schemes = [new("http://public.example/"), new("https://public.example/")];
        return schemes.Any(scheme => !Proxy.IsBypassed(scheme) && Proxy.GetProxy(scheme) is { } through && through != scheme
            && string.Equals(through.Host.Trim('[', ']'), host, StringComparison.OrdinalIgnoreCase) && through.Port == port);
    }

    private bool IsNamed(string host)
    {
        var name = host.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
        return config.AllowHosts.Any(allowed => allowed == name || (allowed.StartsWith("*.", StringComparison.Ordinal) && name.EndsWith(allowed[1..], StringComparison.Ordinal)));
    }

    /// <summary>Names that mean something inside only; one without a dot is a neighbour's.</summary>
    private static bool IsInside(string host)
    {
        var name = host.TrimEnd('.').ToLowerInvariant();
        return !name.Contains('.', StringComparison.Ordinal) || name.EndsWith(".local", StringComparison.Ordinal) || name.EndsWith(".internal", StringComparison.Ordinal)
            || name.EndsWith(".localhost", StringComparison.Ordinal) || name.EndsWith(".lan", StringComparison.Ordinal) || name.EndsWith(".home.arpa", StringComparison.Ordinal);
    }
}
