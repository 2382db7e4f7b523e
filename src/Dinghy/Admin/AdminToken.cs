using System.Security.Cryptography;
using System.Text;
using Dinghy.Gateway.Storage;

namespace Dinghy.Admin;

/// <summary>The secret of every route that tells more than "alive": a file in the home folder, readable by its owner only.</summary>
internal static class AdminToken
{
    /// <summary>Of a token that a network may try at.</summary>
    private const int Shortest = 32;

    public static string Read(string home) => File.Exists(PathIn(home)) ? File.ReadAllText(PathIn(home)).Trim() : "";

    public static string ReadOrCreate(string home)
    {
        if (Read(home) is { Length: > 0 } token) return token;
        token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        PrivateFile.Write(PathIn(home), token + "\n");
        return token;
    }

    /// <summary>Why this home's token must not be all that stands between a network and the gateway; null: it may.</summary>
    public static string? Weakness(string home)
    {
        var (token, file) = (ReadOrCreate(home), PathIn(home));
        const string Advice = "remove it, and the next start writes a good one; or let gateway.host be 127.0.0.1";
        if (token.Length < Shortest) return $"gateway.host lets other machines in, and the token in {file} is shorter than {Shortest} characters: {Advice}.";
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != UnixFileMode.None)
            return $"gateway.host lets other machines in, and others on this machine can read the token in {file}: chmod 600 it if nobody has, else {Advice}.";
        return null;
    }

    /// <summary>In constant time.</summary>
    public static bool Matches(string token, string? authorization) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes($"Bearer {token}"), Encoding.UTF8.GetBytes(authorization ?? ""));

    private static string PathIn(string home) => Path.Combine(home, "gateway.token");
}
