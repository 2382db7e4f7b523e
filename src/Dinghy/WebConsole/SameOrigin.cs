using System.Net;

namespace Dinghy.WebConsole;

/// <summary>Whether a browser's call comes from our own page. Pure.</summary>
internal static class SameOrigin
{
    /// <summary>
    /// The name in the address bar is ours. Another page can make its own name lead to 127.0.0.1 and would then be "our" page (DNS rebinding);
    /// with an address in the place of a name it can not.
    /// </summary>
    public static bool IsOurHost(HostString host, IReadOnlyList<string> names)
    {
        var name = host.Host;
        if (name.Length == 0) return false;
        return IPAddress.TryParse(name, out _) || name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || names.Any(ours => ours.Equals(name.TrimEnd('.'), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The page that sends it is this host's; every browser says which page sends what is no GET.</summary>
    public static bool IsOurPage(HttpRequest request) =>
        request.Headers.Origin is [{ } origin] && Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Scheme is "http" or "https"
        && page.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase) && IsFetchedByUs(request, typed: false);

    /// <summary>What browsers add of themselves and no page can change; old ones, and those on plain HTTP elsewhere, say nothing.</summary>
    /// <param name="request">The call.</param>
    /// <param name="typed">It may also have been typed into the address bar.</param>
    public static bool IsFetchedByUs(HttpRequest request, bool typed) =>
        !request.Headers.TryGetValue("Sec-Fetch-Site", out var site) || site == "same-origin" || (typed && site == "none");
}
