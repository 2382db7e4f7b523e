namespace Dinghy.Gateway.Migration;

/// <summary>One file to copy.</summary>
internal sealed record FileCopy(string From, string To);

/// <summary>What an agent of either program knows of itself and its people: files of its workspace.</summary>
internal static class MemoryFiles
{
    private const int MaxFiles = 10_000;
    private const int MostNamed = 20;
    private const long MaxBytes = 20 * 1024 * 1024;

    private static readonly string[] s_names = ["AGENT.md", "AGENTS.md", "SOUL.md", "USER.md", "IDENTITY.md", "MEMORY.md", "TOOLS.md", "HEARTBEAT.md"];

    private static readonly string[] s_folders = ["memory", "skills"];

    /// <param name="workspace">Theirs.</param>
    /// <param name="target">Ours.</param>
    /// <param name="left">Told what is not copied and why.</param>
    public static IReadOnlyList<FileCopy> Find(string workspace, string target, Action<string> left)
    {
        if (!Directory.Exists(workspace)) return [];
        var files = s_names.Select(name => new FileInfo(Path.Join(workspace, name))).Where(file => file.Exists)
            .Concat(s_folders.Select(name => new DirectoryInfo(Path.Join(workspace, name))).Where(folder => folder.Exists).SelectMany(Below));
        var copies = new List<FileCopy>();
        foreach (var file in files)
        {
            var name = Path.GetRelativePath(workspace, file.FullName);
            // A link may lead anywhere, /etc included.
            if (file.LinkTarget is not null) left($"{name}: a link");
            else if (file.Length > MaxBytes) left($"{name}: larger than {MaxBytes / 1024 / 1024} MB");
            else if (copies.Count >= MaxFiles) left($"{name}: more than {MaxFiles} files");
            else copies.Add(new(file.FullName, Path.Join(target, name)));
        }

        foreach (var other in OldFile.In(workspace, "*").Select(file => Path.GetFileName(file)).Where(name => !s_names.Contains(name, StringComparer.Ordinal)).Take(MostNamed))
            left($"{other}: a file of the workspace that is no memory, persona or skill");
        return copies;
    }

    private static IEnumerable<FileInfo> Below(DirectoryInfo folder) => folder.LinkTarget is not null ? [] : folder.EnumerateFiles("*", new EnumerationOptions
    {
        RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None, MaxRecursionDepth = 16,
    }).Where(file => !HasLink(file.Directory, folder)).OrderBy(file => file.FullName, StringComparer.Ordinal);

    private static bool HasLink(DirectoryInfo? inner, DirectoryInfo outer)
    {
        for (; inner is not null && inner.FullName != outer.FullName; inner = inner.Parent)
            if (inner.LinkTarget is not null) return true;
        return false;
    }
}
