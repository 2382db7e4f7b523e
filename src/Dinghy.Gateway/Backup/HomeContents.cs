namespace Dinghy.Gateway.Backup;

/// <summary>What lies in a home folder, and what of it a backup takes.</summary>
internal static class HomeContents
{
    public const string Database = "dinghy.db";

    /// <summary>Of a process, made anew by itself, or copied in another way.</summary>
    private static readonly string[] s_never = ["gateway.lock", "gateway.pid", "gateway.json", "logs", "update", Database, $"{Database}-wal", $"{Database}-shm", "knowledge.db", "knowledge.db-wal", "knowledge.db-shm"];

    private static readonly string[] s_always = ["audit.head", "workspace", "workspaces", "talks", "attachments", "skills", "agents", "memory", "policies"];

    private static readonly string[] s_unfinished = [".part", ".tmp"];

    /// <summary>Whether a file is a configuration, whose secrets can be masked.</summary>
    public static bool IsConfig(string path) => !path.Contains('/', StringComparison.Ordinal) && !path.StartsWith('.') && Path.GetExtension(path).ToLowerInvariant() is ".json" or ".json5" or ".yaml" or ".yml";

    /// <summary>Files to copy and names that are left out; links are not followed.</summary>
    /// <param name="home">The folder.</param>
    /// <param name="folders">Further first names below it that are no secret: workspaces of agents.</param>
    /// <param name="secrets">Take all.</param>
    public static (IReadOnlyList<string> Files, IReadOnlyList<string> LeftOut) Of(string home, IReadOnlyCollection<string> folders, bool secrets)
    {
        var (files, left) = (new List<string>(), new SortedSet<string>(StringComparer.Ordinal));
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
        foreach (var full in Directory.EnumerateFiles(home, "*", all))
        {
            var path = Path.GetRelativePath(home, full).Replace('\\', '/');
            var first = path.Split('/')[0];
            if (s_never.Contains(first, StringComparer.Ordinal) || s_unfinished.Any(ending => path.EndsWith(ending, StringComparison.Ordinal))) continue;
            if (secrets || s_always.Contains(first, StringComparer.Ordinal) || folders.Contains(first, StringComparer.Ordinal) || IsConfig(path)) files.Add(path);
            else left.Add(first);
        }

        files.Sort(StringComparer.Ordinal);
        return (files, [.. left]);
    }
}
