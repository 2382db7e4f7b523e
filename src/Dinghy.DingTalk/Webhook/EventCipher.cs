using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Dinghy.DingTalk.Webhook;

/// <summary>
/// Signs, encrypts and decrypts what an event subscription sends by HTTP: AES-256-CBC, padded to blocks of 32 bytes, around
/// 16 random bytes, the message's length, the message and its owner's key. Safe for concurrent use; never throws for what came from outside.
/// </summary>
public sealed class EventCipher
{
    private const int Block = 32;
    private const int RandomBytes = 16;
    private const int Head = RandomBytes + sizeof(uint);
    private const int KeyLength = 43;
    private const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private readonly string _token;
    private readonly byte[] _key;
    private readonly byte[] _owner;
    private readonly byte[][] _owners;

    /// <param name="token">Of the subscription's page.</param>
    /// <param name="aesKey">The same page's key: see <see cref="IsKey"/>.</param>
    /// <param name="owner">What stands in answers and is taken in calls: the application's client id (AppKey, SuiteKey).</param>
    /// <param name="others">Also taken in calls: subscriptions of the old registration API name the organisation's corp id.</param>
    /// <exception cref="ArgumentException">That is no key.</exception>
    public EventCipher(string token, string aesKey, string owner, params IReadOnlyList<string> others)
    {
        _token = token;
        _key = TryReadKey(aesKey, out var key) ? key : throw new ArgumentException("An AES key of DingTalk's has 43 letters and digits.", nameof(aesKey));
        _owner = Encoding.UTF8.GetBytes(owner);
        _owners = [_owner, .. others.Where(other => other.Length > 0).Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>43 characters of base64, the padding left out or not. Of the last one the bits that stand for nothing may be anything: DingTalk makes such keys.</summary>
    public static bool IsKey(string aesKey) => TryReadKey(aesKey, out _);

    /// <summary>The signature over these, as DingTalk makes it and wants it.</summary>
    public string Sign(string timestamp, string nonce, string encrypt)
    {
        string[] parts = [_token, timestamp, nonce, encrypt];
        Array.Sort(parts, StringComparer.Ordinal);
        // A password's hash it is not: whoever signs must know the token, and DingTalk offers nothing else.
#pragma warning disable CA5350
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(parts))));
#pragma warning restore CA5350
    }

    /// <summary>Compares in constant time.</summary>
    /// <param name="signature">Of the query: <c>signature</c>, or <c>msg_signature</c>.</param>
    /// <param name="timestamp">Of the query; of whatever form.</param>
    /// <param name="nonce">Of the query.</param>
    /// <param name="encrypt">Of the body.</param>
    public WebhookFault Verify(string? signature, string? timestamp, string? nonce, string encrypt)
    {
        if (string.IsNullOrEmpty(signature) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(nonce)) return WebhookFault.Missing;
        var same = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(timestamp, nonce, encrypt)), Encoding.UTF8.GetBytes(signature.Length == 40 ? signature.ToLowerInvariant() : ""));
        return same ? WebhookFault.None : WebhookFault.BadSignature;
    }

    /// <summary>Verify first: what nobody signed is not worth decrypting.</summary>
    /// <param name="encrypt">Of the body.</param>
    /// <param name="message">JSON text; null when there is a fault.</param>
    public WebhookFault Decrypt(string encrypt, out string? message)
    {
        message = null;
        var cipher = new byte[(encrypt.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(encrypt, cipher, out var length) || length < Block || length % RandomBytes != 0) return WebhookFault.BadEncoding;
        var plain = new byte[length];
        using (var aes = Aes.Create())
        {
            aes.Key = _key;
            aes.DecryptCbc(cipher.AsSpan(0, length), _key.AsSpan(0, RandomBytes), plain, PaddingMode.None);
        }

        if (!TryUnpad(plain, out var whole)) return WebhookFault.BadPadding;
        if (whole.Length < Head) return WebhookFault.BadLength;
        var said = BinaryPrimitives.ReadUInt32BigEndian(whole[RandomBytes..]);
        if (said > (uint)(whole.Length - Head)) return WebhookFault.BadLength;
        if (!IsOurs(whole[(Head + (int)said)..])) return WebhookFault.ForeignOwner;
        message = Encoding.UTF8.GetString(whole.Slice(Head, (int)said));
        return WebhookFault.None;
    }

    /// <summary>The value of <c>encrypt</c> for a message of ours, such as <c>success</c>.</summary>
    public string Encrypt(string message)
    {
        Span<byte> random = stackalloc byte[RandomBytes];
        RandomNumberGenerator.Fill(random);
        return Encrypt(message, random);
    }

    /// <summary>The body that answers a call: <paramref name="message"/> encrypted and signed.</summary>
    public string Answer(string message, string timestamp, string nonce)
    {
        var encrypt = Encrypt(message);
        return System.Text.Json.JsonSerializer.Serialize(
            new Wire.EncryptedAnswer(Sign(timestamp, nonce, encrypt), timestamp, nonce, encrypt), Wire.WireJson.Compact.EncryptedAnswer);
    }

    internal string Encrypt(string message, ReadOnlySpan<byte> random)
    {
        var bytes = Encoding.UTF8.GetByteCount(message);
        var whole = Head + bytes + _owner.Length;
        var pad = Block - (whole % Block);
        var plain = new byte[whole + pad];
        random.CopyTo(plain);
        BinaryPrimitives.WriteUInt32BigEndian(plain.AsSpan(RandomBytes), (uint)bytes);
        Encoding.UTF8.GetBytes(message, plain.AsSpan(Head));
        _owner.CopyTo(plain.AsSpan(Head + bytes));
        plain.AsSpan(whole).Fill((byte)pad);
        using var aes = Aes.Create();
        aes.Key = _key;
        return Convert.ToBase64String(aes.EncryptCbc(plain, _key.AsSpan(0, RandomBytes), PaddingMode.None));
    }

    /// <summary>.NET's own PKCS#7 ends at 16 bytes.</summary>
    private static bool TryUnpad(ReadOnlySpan<byte> plain, out ReadOnlySpan<byte> whole)
    {
        var pad = plain[^1];
        whole = default;
        if (pad is 0 or > Block || pad > plain.Length || plain[^pad..].ContainsAnyExcept(pad)) return false;
        whole = plain[..^pad];
        return true;
    }

    private bool IsOurs(ReadOnlySpan<byte> owner)
    {
        var ours = false;
        foreach (var one in _owners) ours |= CryptographicOperations.FixedTimeEquals(one, owner);
        return ours;
    }

    private static bool TryReadKey(string aesKey, [NotNullWhen(true)] out byte[]? key)
    {
        key = null;
        if (aesKey.Length == KeyLength + 1 && aesKey[^1] == '=') aesKey = aesKey[..^1];
        if (aesKey.Length != KeyLength) return false;
        var last = Base64.IndexOf(aesKey[^1], StringComparison.Ordinal);
        var bytes = new byte[Block];
        // A strict decoder refuses a last character with bits that stand for nothing: they are cut off here.
        if (last < 0 || !Convert.TryFromBase64String($"{aesKey.AsSpan(0, KeyLength - 1)}{Base64[last & ~3]}=", bytes, out var length) || length != Block) return false;
        key = bytes;
        return true;
    }
}
