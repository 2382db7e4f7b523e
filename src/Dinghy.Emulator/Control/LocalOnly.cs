using System.Net;
using Microsoft.AspNetCore.Http;

namespace Dinghy.Emulator;

/// <summary>The control API has no password, so a web page from elsewhere must not reach it: neither by a post across sites
/// nor by a host name that was made to point here.</summary>
internal static class LocalOnly
{
    public static bool Allows(HttpRequest request)
    {
        if (!IsLoopback(request.Host.Host)) return false;
        if (request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site") return false;
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value);
    }

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
