using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Doctor;

/// <summary>Which of our files others on this machine can read: by their own modes, and by those of the folder they lie in; and the folder itself, where others see its names or may write.</summary>
internal static class HomePrivacy
{
    private const UnixFileMode Read = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Enter = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>What holds credentials, or what people wrote.</summary>
    private static readonly string[] s_ours =
    [
        "config.json", "config.yaml", "config.yml", "channels.yaml", ".security.yml", "gateway.token", "gateway.env", "console.sessions", "dinghy.db", "dinghy.db-wal",
        "knowledge.db", "knowledge.db-wal", "attachments", "talks", "memory", "logs", "config-history", "config-pending", "workspace", "workspaces",
    ];

    public static IReadOnlyList<string> OpenToOthers(string home, string configFile) => OperatingSystem.IsWindows()
        ? []
        : [.. PrivateFolder.IsOpen(home) ? [home] : Array.Empty<string>(), .. s_ours.Select(name => Path.Combine(home, name)).Append(configFile).Distinct(StringComparer.Ordinal).Where(IsOpen)];

    private static bool IsOpen(string path)
    {
        try
        {
            return !OperatingSystem.IsWindows() && Path.Exists(path) && Path.GetDirectoryName(path) is { } folder
                && (File.GetUnixFileMode(path) & Read) != UnixFileMode.None && (File.GetUnixFileMode(folder) & Enter) != UnixFileMode.None;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
