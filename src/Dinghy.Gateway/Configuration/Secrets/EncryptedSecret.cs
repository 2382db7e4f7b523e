using System.Security.Cryptography;
using System.Text;

namespace Dinghy.Gateway.Configuration.Secrets;

/// <summary>
/// PicoClaw's <c>enc://</c>: salt (16), nonce (12), AES-256-GCM text and tag, in base64. The key comes by HKDF-SHA256 from a
/// passphrase, together with an SSH key's bytes where there is one.
/// </summary>
internal static class EncryptedSecret
{
    internal const string Scheme = "enc://";
    internal const string PassphraseVariable = "PICOCLAW_KEY_PASSPHRASE";
    internal const string KeyVariable = "PICOCLAW_SSH_KEY_PATH";

    private const int SaltBytes = 16;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int MaxKeyFile = 64 * 1024;

    private static ReadOnlySpan<byte> Purpose => "picoclaw-credential-v1"u8;

    /// <summary>Null after a fault, which never holds any of the value.</summary>
    public static string? Read(string value, string path, ReadContext context)
    {
        if (context.Environment(PassphraseVariable) is not { Length: > 0 } passphrase)
        {
            context.Report.Fault(path, "an encrypted text", $"set {PassphraseVariable} to its passphrase, or write the secret another way");
            return null;
        }

        if (!TryKeyFile(path, context, out var key))
            return null;
        try
        {
            return Decrypt(Convert.FromBase64String(value[Scheme.Length..].Trim()), passphrase, key);
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException or ArgumentException)
        {
            context.Report.Fault(path, "an encrypted text that does not open",
                $"the passphrase in {PassphraseVariable} and the key file in {KeyVariable} have to be those it was made with");
            return null;
        }
    }

    internal static string Encrypt(string text, string passphrase, byte[]? sshKey, byte[] salt, byte[] nonce)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var sealedText = new byte[plain.Length];
        var tag = new byte[TagBytes];
        using var aes = new AesGcm(Key(passphrase, sshKey, salt), TagBytes);
        aes.Encrypt(nonce, plain, sealedText, tag);
        return Scheme + Convert.ToBase64String([.. salt, .. nonce, .. sealedText, .. tag]);
    }

    private static string Decrypt(byte[] blob, string passphrase, byte[]? sshKey)
    {
        var head = SaltBytes + NonceBytes;
        if (blob.Length <= head + TagBytes)
            throw new FormatException();
        using var aes = new AesGcm(Key(passphrase, sshKey, blob[..SaltBytes]), TagBytes);
        var plain = new byte[blob.Length - head - TagBytes];
        aes.Decrypt(blob.AsSpan(SaltBytes, NonceBytes), blob.AsSpan(head, plain.Length), blob.AsSpan(blob.Length - TagBytes), plain);
        return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(plain);
    }

    private static byte[] Key(string passphrase, byte[]? sshKey, byte[] salt)
    {
        var words = Encoding.UTF8.GetBytes(passphrase);
        var material = sshKey is null ? SHA256.HashData(words) : HMACSHA256.HashData(SHA256.HashData(sshKey), words);
        var key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, material, key, salt, Purpose);
        return key;
    }

    // The variable set to nothing means: by passphrase alone. Not set: the usual file, if it is there.
    private static bool TryKeyFile(string path, ReadContext context, out byte[]? key)
    {
        key = null;
        var named = context.Environment(KeyVariable);
        if (named is "")
            return true;
        var file = named ?? Path.Join(context.Environment("HOME") ?? "", ".ssh", "picoclaw_ed25519.key");
        try
        {
            key = context.ReadFile(Path.GetFullPath(file, context.Folder), MaxKeyFile);
            return true;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException && named is null)
        {
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            context.Report.Fault(path, $"an encrypted text, and the key file of {KeyVariable} can not be read", "a file that this user may read");
            return false;
        }
    }
}
