using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Dinghy.Emulator;

/// <summary>The encryption of event subscriptions: DingTalk's side, written on its own.</summary>
internal static class EventCrypto
{
    private const int Block = 32;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    public static bool IsKey(string aesKey) => aesKey.Length == 43 && aesKey.All(c => Alphabet.Contains(c, StringComparison.Ordinal));

    /// <summary>Keys whose last character has stray bits are decoded as DingTalk does: they are dropped.</summary>
    public static byte[] Key(string aesKey)
    {
        if (!IsKey(aesKey)) throw new ArgumentException("An AES key has 43 characters of base64.", nameof(aesKey));
        var last = Alphabet.IndexOf(aesKey[42], StringComparison.Ordinal);
        return Convert.FromBase64String(aesKey[..42] + Alphabet[last - (last % 4)] + "=");
    }

    public static string Sign(string token, string timestamp, string nonce, string encrypt)
    {
        var sorted = string.Concat(new[] { token, timestamp, nonce, encrypt }.Order(StringComparer.Ordinal));
#pragma warning disable CA5350 // DingTalk's choice.
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(sorted)));
#pragma warning restore CA5350
    }

    /// <param name="aesKey">43 characters.</param>
    /// <param name="message">JSON text.</param>
    /// <param name="owner">The application's key.</param>
    /// <param name="badPadding">Fills the last block with what is no padding.</param>
    public static string Encrypt(string aesKey, string message, string owner, bool badPadding = false)
    {
        var (key, said) = (Key(aesKey), Encoding.UTF8.GetBytes(message));
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, said.Length);
        byte[] whole = [.. RandomNumberGenerator.GetBytes(16), .. length, .. said, .. Encoding.UTF8.GetBytes(owner)];
        var pad = Block - (whole.Length % Block);
        byte[] padded = [.. whole, .. Enumerable.Repeat((byte)(badPadding ? Block + 7 : pad), pad)];
        using var aes = Aes.Create();
        aes.Key = key;
        return Convert.ToBase64String(aes.EncryptCbc(padded, key.AsSpan(0, 16), PaddingMode.None));
    }

    /// <summary>The message and its owner; <c>null</c>: it is not encrypted with this key.</summary>
    public static (string Message, string Owner)? Decrypt(string aesKey, string encrypt)
    {
        try
        {
            var key = Key(aesKey);
            using var aes = Aes.Create();
            aes.Key = key;
            var padded = aes.DecryptCbc(Convert.FromBase64String(encrypt), key.AsSpan(0, 16), PaddingMode.None);
            var pad = padded[^1];
            if (pad is 0 or > Block || padded.Length < pad) return null;
            var whole = padded.AsSpan(0, padded.Length - pad);
            var length = BinaryPrimitives.ReadInt32BigEndian(whole[16..]);
            return (Encoding.UTF8.GetString(whole.Slice(20, length)), Encoding.UTF8.GetString(whole[(20 + length)..]));
        }
        catch (Exception e) when (e is FormatException or CryptographicException or ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    public static string Hmac(string key, string message) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(message)));
}
