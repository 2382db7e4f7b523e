using System.IO.Enumeration;
using Dinghy.Gateway.Diagnostics;

namespace Dinghy.Gateway.Migration;

/// <summary>One file to copy.</summary>
internal sealed record FileCopy(string From, string To);

/// <summary>What an agent of either program knows of itself and its people: files of its workspace.</summary>
internal static class MemoryFiles
{
    internal const int MaxBytes = 20 * 1024 * 1024;
    private const int MaxFiles = 10_000;

    /// <summary>Of what lies beside them so many are named.</summary>
    private const int MaxNamed = 40;

    private static readonly string[] s_names = ["AGENT.md", "AGENTS.md", "SOUL.md", "USER.md", "IDENTITY.md", "MEMORY.md", "TOOLS.md", "HEARTBEAT.md"];

    private static readonly string[] s_folders = ["memory", "skills"];

    /// <summary>Read elsewhere, or nobody's work.</summary>
    private static readonly string[] s_others = ["sessions", "cron", ".git", ".gitignore", ".DS_Store"];

    /// <param name="workspace">Theirs.</param>
    /// <param name="target">Ours.</param>
    /// <param name="left">Told what is not copied and why.</param>
    public static IReadOnlyList<FileCopy> Find(string workspace, string target, Action<string> left)
    {
        if (!Directory.Exists(workspace)) return [];
        if (!TellOthers(workspace, left)) return [];
        var copies = new List<FileCopy>();
        var beyond = 0;
        foreach (var file in s_names.Select(name => Path.Join(workspace, name)).Where(Exists).Concat(s_folders.SelectMany(name => Below(workspace, Path.Join(workspace, name), left))))
        {
            if (OldFile.Check(file, MaxBytes) is { } why) left($"{Path.GetRelativePath(workspace, file)}: {why}");
            else if (copies.Count >= MaxFiles) beyond++;
            else copies.Add(new(file, Path.Join(target, Path.GetRelativePath(workspace, file))));
        }

        if (beyond > 0) left($"{workspace}: {Plural.Of(beyond, "file")} more than {MaxFiles}");
        return copies;
    }

    /// <summary>What else the agent keeps there is its own, and stays. False: the folder can not be read.</summary>
    private static bool TellOthers(string workspace, Action<string> left)
    {
        try
        {
            var others = Directory.EnumerateFileSystemEntries(workspace).Select(entry => Path.GetFileName(entry)).Where(name =>
                !s_names.Concat(s_folders).Concat(s_others).Contains(name, StringComparer.Ordinal)).Take(MaxFiles).Order(StringComparer.Ordinal).ToList();
            foreach (var name in others.Take(MaxNamed)) left($"{name}: of the workspace {workspace}, and no memory, persona or skill");
            if (others.Count > MaxNamed) left($"{others.Count - MaxNamed} more of the workspace {workspace}, and no memory, persona or skill");
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            left($"{workspace}: it can not be read");
            return false;
        }
    }

    private static IEnumerable<string> Below(string workspace, string folder, Action<string> left)
    {
        if (new FileInfo(folder).LinkTarget is not null)
        {
            left($"{Path.GetRelativePath(workspace, folder)}: a link");
            return [];
        }

        if (!Directory.Exists(folder) || !Opens(folder)) return [];
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None, MaxRecursionDepth = 16 };
        return new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory || IsLink(ref entry),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !IsLink(ref entry) && Opens(entry.ToSpecifiedFullPath()),
        }.Take(MaxFiles * 10).Order(StringComparer.Ordinal);

        bool Opens(string path)
        {
            try
            {
                _ = Directory.EnumerateFileSystemEntries(path).FirstOrDefault();
                return true;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                left($"{Path.GetRelativePath(workspace, path)}: it can not be read");
                return false;
            }
        }
    }

    private static bool IsLink(ref FileSystemEntry entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    private static bool Exists(string file) => File.Exists(file) || new FileInfo(file).LinkTarget is not null;
}
