using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dinghy.DingTalk.Webhook;

/// <summary>Signatures over a timestamp: what robot messages and presses on cards carry.</summary>
internal static class SignedTime
{
    private const int MaxLength = 20;
    private static readonly TimeSpan s_maxSkew = TimeSpan.FromHours(1);

    public static string Sign(string key, string message)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Hash(key, message, hash);
        return Convert.ToBase64String(hash);
    }

    /// <summary>Takes as long for a signature that is nearly right as for one that is all wrong.</summary>
    public static WebhookFault Verify(string? timestamp, string? signature, string key, string message, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signature)) return WebhookFault.Missing;
        if (timestamp.Length > MaxLength || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var at)) return WebhookFault.BadTimestamp;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Hash(key, message, expected);
        // What is no base64 of that length leaves given at nought, and is compared all the same.
        var whole = signature.Length <= 64 && Convert.TryFromBase64String(signature, given, out var length) && length == expected.Length;
        if (!(CryptographicOperations.FixedTimeEquals(expected, given) & whole)) return WebhookFault.BadSignature;
        var skew = (decimal)now.ToUnixTimeMilliseconds() - at;
        return Math.Abs(skew) > (decimal)s_maxSkew.TotalMilliseconds ? WebhookFault.Stale : WebhookFault.None;
    }

    private static void Hash(string key, string message, Span<byte> hash) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(message), hash);
}
