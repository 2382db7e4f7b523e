namespace Dinghy.Gateway.Doctor;

/// <summary>Which of our files others on this machine can read: by their own modes, and by those of the folder they lie in.</summary>
internal static class HomePrivacy
{
    private const UnixFileMode Read = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Enter = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly string[] s_ours = ["config.json", "gateway.token", "dinghy.db", "dinghy.db-wal", "attachments"];

    public static IReadOnlyList<string> OpenToOthers(string home, string configFile) => OperatingSystem.IsWindows()
        ? []
        : [.. s_ours.Select(name => Path.Combine(home, name)).Append(configFile).Distinct(StringComparer.Ordinal).Where(IsOpen)];

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
