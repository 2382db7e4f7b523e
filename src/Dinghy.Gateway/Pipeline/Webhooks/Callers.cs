using System.Net;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Pipeline.Webhooks;

/// <summary>Who calls, and whether they may.</summary>
internal static class Callers
{
    private const int MostHops = 32;

    /// <summary>The address that the nearest proxy which is believed saw; the peer's own where the peer is no such proxy.</summary>
    public static IPAddress? Of(WebhookCall call, HttpConfig config)
    {
        var address = Plain(call.Peer);
        if (address is null || config.TrustedProxies.Count == 0 || !IsIn(address, config.TrustedProxies)) return address;
        if (call.Header("X-Forwarded-For") is not { } forwarded) return address;
        // From the right: what stands further left, anybody may have written.
        var hops = forwarded.Split(',', MostHops, StringSplitOptions.TrimEntries);
        for (var i = hops.Length - 1; i >= 0; i--)
        {
            if (Parse(hops[i]) is not { } hop) return null;
            address = hop;
            if (!IsIn(address, config.TrustedProxies)) break;
        }

        return address;
    }

    /// <summary>An unknown address is in no list.</summary>
    public static bool May(IPAddress? caller, HttpConfig config) => config.AddressList.Count == 0 || (caller is not null && IsIn(caller, config.AddressList));

    private static bool IsIn(IPAddress address, IReadOnlyList<IPNetwork> networks)
    {
        foreach (var network in networks)
            if (network.Contains(address)) return true;
        return false;
    }

    private static IPAddress? Parse(string hop) =>
        IPAddress.TryParse(hop, out var bare) ? Plain(bare) : IPEndPoint.TryParse(hop, out var withPort) ? Plain(withPort.Address) : null;

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
