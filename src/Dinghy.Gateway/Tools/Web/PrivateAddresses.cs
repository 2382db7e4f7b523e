using System.Net;
using System.Net.Sockets;

namespace Dinghy.Gateway.Tools.Web;

/// <summary>Addresses that are nobody's on the public network: this machine, the company's own, a cloud's key dispenser.</summary>
internal static class PrivateAddresses
{
    private static readonly IPNetwork[] s_refused =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001:2::/48", "2001:db8::/32", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    public static bool Holds(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && Inside(address) is { } inner) return Holds(inner);
        return Array.Exists(s_refused, network => network.Contains(address));
    }

    /// <summary>The address of version 4 that one of version 6 stands for, in any of the ways there are.</summary>
    private static IPAddress? Inside(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (bytes[..12].SequenceEqual<byte>([0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0])) return new IPAddress(bytes[12..]);
        // As translators between the two write it: ::ffff:0:a.b.c.d.
        if (bytes[..12].SequenceEqual<byte>([0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0])) return new IPAddress(bytes[12..]);
        if (bytes[0] == 0x20 && bytes[1] == 0x02) return new IPAddress(bytes[2..6]);
        // Teredo: the client's address, turned round.
        if (bytes[..4].SequenceEqual<byte>([0x20, 0x01, 0, 0])) return new IPAddress([(byte)~bytes[12], (byte)~bytes[13], (byte)~bytes[14], (byte)~bytes[15]]);
        // The old way of writing one inside the other; ::1 and :: have their own rows.
        return bytes[..12].ContainsAnyExcept((byte)0) || (bytes[12] == 0 && bytes[13] == 0) ? null : new IPAddress(bytes[12..]);
    }
}
