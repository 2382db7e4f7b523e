using System.Globalization;
using System.Net;
using Dinghy.DingTalk.Webhook;

namespace Dinghy.Gateway.Configuration;

/// <summary>The keys of HTTP mode.</summary>
internal static class HttpReader
{
    private const string DingTalk = "dingtalk";

    /// <summary>As its pages name them.</summary>
    private static readonly string[] DingTalksNetworks = ["203.119.0.0/16", "140.205.0.0/16", "106.11.0.0/16", "198.11.0.0/16"];

    /// <summary>The page of HTTP mode prints no mode: who sets a token or a key means it.</summary>
    public static ReceiveMode ReadMode(string id, NodeReader robot, NodeReader http, ConfigReport report)
    {
        switch (robot.Choice("mode"))
        {
            case "http":
                return ReceiveMode.Http;
            case "both":
                return ReceiveMode.Both;
            case "stream":
                return ReceiveMode.Stream;
        }

        if (robot.Has("mode") || !(http.Has("token") || http.Has("aes_key")))
            return ReceiveMode.Stream;
        report.Note($"Account {id}: mode is http, because {(http.Has("token") ? "a token" : "an aes_key")} is set; write mode to choose otherwise.");
        return ReceiveMode.Http;
    }

    public static HttpConfig Read(string id, ReceiveMode mode, NodeReader http, ConfigReport report)
    {
        var usual = new HttpConfig();
        var read = new HttpConfig
        {
            Listen = Listen(http, report) ?? usual.Listen,
            Path = Path(http, report) ?? usual.Path,
            Token = http.Secret("token"),
            AesKey = Key(http, report),
            PublicUrl = http.Address("public_url"),
            AddressList = Networks("address_list", http, report),
            TrustedProxies = Networks("trusted_proxies", http, report),
            MaxBodyBytes = (http.Whole("max_body_kb") ?? usual.MaxBodyBytes / 1024) * 1024,
        };
        if (mode == ReceiveMode.Stream)
            return read;
        // Robot messages need neither: half a pair stops only events, and is told wherever one looks.
        if (http.Has("token") && !http.Has("aes_key"))
            report.Warn(http.PathOf("token"), "a token without an aes_key", "DingTalk encrypts the events of a subscription: set http.aes_key to the AES key of the same page of the console, or remove the token; until then events are refused");
        if (http.Has("aes_key") && !http.Has("token"))
            report.Warn(http.PathOf("aes_key"), "an aes_key without a token", "nobody could tell DingTalk's events from forged ones: set http.token to the token of the same page of the console, or remove the key; until then events are refused");
        if (mode == ReceiveMode.Http && read.PublicUrl is null && http.Has("public_url") is false)
            report.Note($"Account {id}: presses on cards are not heard, because http.public_url is not set.");
        return read;
    }

    /// <summary>One alone has the path and one below it; several share the path, and each has one below it.</summary>
    public static HttpConfig Place(AccountConfig account, NodeReader own, bool alone)
    {
        var http = account.Http;
        var root = http.Path.TrimEnd('/');
        var below = $"{root}/{account.Id.Replace("/", "%2F", StringComparison.Ordinal)}";
        var isOwn = own.Node.Find("http") is MapNode map && map.Find("path") is not null;
        return http with
        {
            Paths = alone ? [http.Path, below] : isOwn ? [http.Path] : [below, http.Path],
            CardPath = $"{root}/cards/{account.Id.Replace("/", "%2F", StringComparison.Ordinal)}",
        };
    }

    private static Secret? Key(NodeReader http, ConfigReport report)
    {
        if (http.Secret("aes_key") is not { } key)
            return null;
        if (EventCipher.IsKey(key.Reveal()))
            return key;
        report.Fault(http.PathOf("aes_key"), $"a text of {key.Reveal().Length} characters", "the AES key of the event subscription's page: 43 letters and digits");
        return null;
    }

    private static IPEndPoint? Listen(NodeReader http, ConfigReport report)
    {
        if (http.Text("listen")?.Trim() is not { } text)
            return null;
        var host = text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" + text["localhost".Length..] : text.StartsWith(':') ? "0.0.0.0" + text : text;
        if (ushort.TryParse(host, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return new IPEndPoint(IPAddress.Any, port);
        // Without a port it would read as 0.
        if (IPEndPoint.TryParse(host, out var address) && host.AsSpan(host.LastIndexOf(']') + 1).Contains(':') && host[^1] != ':')
            return address;
        report.Fault(http.PathOf("listen"), ConfigReport.Quote(text), "an address of this machine and a port: 0.0.0.0:18791, 127.0.0.1:18791, [::]:18791");
        return null;
    }

    private static string? Path(NodeReader http, ConfigReport report)
    {
        if (http.Text("path")?.Trim() is not { } text)
            return null;
        if (text[0] == '/' && !text.AsSpan().ContainsAny("?#%\\ ") && !text.Contains("//", StringComparison.Ordinal) && !text.Any(char.IsControl))
            return text.Length > 1 ? text.TrimEnd('/') : text;
        report.Fault(http.PathOf("path"), ConfigReport.Quote(text), "a path that begins with /, without ?, # and blanks; the host belongs into public_url");
        return null;
    }

    /// <summary>A bad entry is a fault, never skipped: a list that falls empty would open the door.</summary>
    private static List<IPNetwork> Networks(string key, NodeReader http, ConfigReport report)
    {
        var networks = new List<IPNetwork>();
        foreach (var entry in http.Texts(key) ?? [])
        {
            if (key == "address_list" && string.Equals(entry.Trim(), DingTalk, StringComparison.OrdinalIgnoreCase))
                networks.AddRange(DingTalksNetworks.Select(network => IPNetwork.Parse(network)));
            else if (Network(entry.Trim()) is { } network)
                networks.Add(network);
            else
                report.Fault(http.PathOf(key), ConfigReport.Quote(entry), "addresses (203.119.1.2) and networks (203.119.0.0/16)");
        }

        return networks;
    }

    private static IPNetwork? Network(string text)
    {
        if (text.Contains('/', StringComparison.Ordinal))
            return IPNetwork.TryParse(text, out var network) ? network : null;
        // "1" would read as 0.0.0.1.
        return text.AsSpan().ContainsAny('.', ':') && IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;
    }
}
