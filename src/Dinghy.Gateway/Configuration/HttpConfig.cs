using System.Net;

namespace Dinghy.Gateway.Configuration;

/// <summary>Stream: an outbound connection. Http: DingTalk posts to us. Both: the same message may come either way and is answered once.</summary>
internal enum ReceiveMode { Stream, Http, Both }

/// <summary>What of DingTalk's calls is taken, and where.</summary>
internal sealed record HttpConfig
{
    public static IPEndPoint UsualListen { get; } = new(IPAddress.Any, 18791);

    public IPEndPoint Listen { get; init; } = UsualListen;

    /// <summary>As configured, for all accounts that have none of their own.</summary>
    public string Path { get; init; } = "/webhooks/dingtalk";

    /// <summary>Where this account is found; the first is the one to write into DingTalk's console.</summary>
    public IReadOnlyList<string> Paths { get; init; } = ["/webhooks/dingtalk"];

    /// <summary>Where presses on its cards come.</summary>
    public string CardPath { get; init; } = "/webhooks/dingtalk/cards/main";

    /// <summary>Of the event subscription; null: none.</summary>
    public Secret? Token { get; init; }

    /// <summary>Checked: 43 characters of base64.</summary>
    public Secret? AesKey { get; init; }

    /// <summary>As DingTalk sees the listener; null: not told.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Empty: everyone may post.</summary>
    public IReadOnlyList<IPNetwork> AddressList { get; init; } = [];

    /// <summary>Whose X-Forwarded-For is believed.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    public int MaxBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>Events can be read and answered.</summary>
    public bool HasPair => Token is not null && AesKey is not null;
}
