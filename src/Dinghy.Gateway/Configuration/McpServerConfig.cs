using System.Security.Cryptography;
using System.Text;

namespace Dinghy.Gateway.Configuration;

/// <summary>A server of tools: a program of this machine (<see cref="Command"/>) or an address (<see cref="Url"/>); never both.</summary>
internal sealed record McpServerConfig
{
    public required string Name { get; init; }

    public string? Command { get; init; }

    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Values may be secrets.</summary>
    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Absolute; null: the home folder.</summary>
    public string? Folder { get; init; }

    /// <summary>May hold a key: never printed whole.</summary>
    public Secret? Url { get; init; }

    /// <summary>HTTP with server-sent events, as older servers speak it.</summary>
    public bool Sse { get; init; }

    /// <summary>Values may be secrets.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The server's own names, <c>*</c> allowed; null: all.</summary>
    public IReadOnlyList<string>? AllowTools { get; init; }

    public IReadOnlyList<string> DenyTools { get; init; } = [];

    /// <summary>What it says of its tools (that one only reads) is believed.</summary>
    public bool TrustHints { get; init; }

    /// <summary>Of its tools that change something; null: ask.</summary>
    public ToolPolicy? Policy { get; init; }

    /// <summary>Of one call.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The same for the same configuration: a running server is kept over a reload that does not change it.</summary>
    public string Fingerprint()
    {
        string?[] parts =
        [
            Name, Command, .. Args, "\u0001env", .. Sorted(Env), "\u0001", Folder, Url?.Reveal(), $"{Sse}", .. Sorted(Headers),
            "\u0001allow", AllowTools is null ? "\u0002" : string.Join('\u0002', AllowTools), string.Join('\u0002', DenyTools), $"{TrustHints} {Policy} {Timeout} {StartTimeout}",
        ];
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts))));
    }

    private static IEnumerable<string> Sorted(IReadOnlyDictionary<string, string> map) => map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}\u0003{pair.Value}");
}
