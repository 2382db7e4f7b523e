using System.IO.Compression;

namespace Dinghy.Gateway.Backup;

/// <summary>What lies in a home folder, and what of it a backup takes.</summary>
internal static class HomeContents
{
    public const string Database = "dinghy.db";

    /// <summary>Of a process, or copied in another way.</summary>
    private static readonly string[] s_never = ["gateway.lock", "gateway.pid", "gateway.json", "update", Database, $"{Database}-wal", $"{Database}-shm", "knowledge.db-wal", "knowledge.db-shm"];

    /// <summary>Never either, but whoever looks for it shall be told.</summary>
    private static readonly string[] s_told = ["logs", "knowledge.db"];

    private static readonly string[] s_always = ["audit.head", "workspace", "workspaces", "talks", "attachments", "skills", "agents", "memory", "policies"];

    private static readonly string[] s_unfinished = [".part", ".tmp", ".new"];

    /// <summary>What a copy is made in; one that a killed backup left is none of the home.</summary>
    public const string Making = ".making-";

    /// <summary>Files to copy and names that are left out; links are not followed.</summary>
    /// <param name="home">The folder.</param>
    /// <param name="folders">Further first names below it that are no secret: workspaces of agents.</param>
    /// <param name="configs">Files that the configuration is read from, below the home.</param>
    /// <param name="secrets">Take all.</param>
    public static (IReadOnlyList<string> Files, IReadOnlyList<string> LeftOut) Of(string home, IReadOnlyCollection<string> folders, IReadOnlyCollection<string> configs, bool secrets)
    {
        var (files, left) = (new List<string>(), new SortedSet<string>(StringComparer.Ordinal));
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
        foreach (var full in Directory.EnumerateFiles(home, "*", all))
        {
            var path = Path.GetRelativePath(home, full).Replace('\\', '/');
            var first = path.Split('/')[0];
            if (s_never.Contains(first, StringComparer.Ordinal) || first.Contains(Making, StringComparison.Ordinal) || s_unfinished.Any(ending => path.EndsWith(ending, StringComparison.Ordinal))) continue;
            var wanted = secrets || s_always.Contains(first, StringComparer.Ordinal) || folders.Contains(first, StringComparer.Ordinal) || configs.Contains(path, StringComparer.Ordinal);
            if (s_told.Contains(first, StringComparer.Ordinal) || HomeSwap.IsOurs(first)) left.Add(first);
            else if (!wanted) left.Add(first);
            // Each night's would hold every earlier one.
            else if (IsBackup(full)) left.Add($"{path} (a backup)");
            else files.Add(path);
        }

        files.Sort(StringComparer.Ordinal);
        return (files, [.. left]);
    }

    private static bool IsBackup(string path)
    {
        if (!path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)) return false;
        try
        {
            using var zip = ZipFile.OpenRead(path);
            return zip.GetEntry(BackupManifest.Name) is { } entry && BackupManifest.Read(entry) is { Files: not null, Program: not null };
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or System.Text.Json.JsonException)
        {
            return false;
        }
    }
}
