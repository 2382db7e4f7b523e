using System.Security.Cryptography;
using System.Text;

namespace Dinghy.Admin;

/// <summary>The secret of every route that tells more than "alive": a file in the home folder, readable by its owner only.</summary>
internal static class AdminToken
{
    public static string Read(string home) => File.Exists(PathIn(home)) ? File.ReadAllText(PathIn(home)).Trim() : "";

    public static string ReadOrCreate(string home)
    {
        if (Read(home) is { Length: > 0 } token) return token;
        token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        PrivateFile.Write(PathIn(home), token + "\n");
        return token;
    }

    /// <summary>In constant time.</summary>
    public static bool Matches(string token, string? authorization) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes($"Bearer {token}"), Encoding.UTF8.GetBytes(authorization ?? ""));

    private static string PathIn(string home) => Path.Combine(home, "gateway.token");
}
