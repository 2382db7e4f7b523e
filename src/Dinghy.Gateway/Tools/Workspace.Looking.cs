namespace Dinghy.Gateway.Tools;

internal sealed partial class Workspace
{
    /// <summary>One thing in a folder.</summary>
    /// <param name="Name">Relative to what was listed, with <c>/</c>.</param>
    /// <param name="Length">Bytes; null for a folder.</param>
    /// <param name="ChangedAt">When.</param>
    public sealed record Entry(string Name, long? Length, DateTimeOffset ChangedAt);

    /// <summary>What lies in a folder, by name; links are left out.</summary>
    /// <param name="path">Relative to the workspace; empty or <c>.</c>: itself.</param>
    /// <param name="deep">Also what lies below.</param>
    /// <param name="most">Entries.</param>
    /// <returns>The entries and whether there are more; or a sentence for the model.</returns>
    public (IReadOnlyList<Entry> Entries, bool More, string? Why) List(string path, bool deep, int most)
    {
        if (folder.Length == 0) return ([], false, "There is no workspace.");
        if (path.Length > LongestPath || path.Contains('\0')) return ([], false, "That is no path of a folder.");
        var root = System.IO.Path.GetFullPath(folder);
        var full = System.IO.Path.GetFullPath(path.Length == 0 ? "." : path, root);
        if (full != root && !IsBelow(full, root)) return ([], false, Outside.Why);
        try
        {
            if (!Directory.Exists(full)) return full == root ? ([], false, null) : ([], false, "There is no such folder in the workspace.");
            var (real, top) = (RealFile.Resolve(full), RealFile.Resolve(root));
            if (real != top && !IsBelow(real, top)) return ([], false, Outside.Why);
            var (entries, more, why) = Walk(full, deep, most);
            var below = System.IO.Path.GetRelativePath(top, real);
            return ([.. entries.Where(entry => !PromptFiles.IsPersonal(below == "." ? entry.Name : $"{below}/{entry.Name}"))], more, why);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ([], false, "This folder can not be read.");
        }
    }

    private static (IReadOnlyList<Entry> Entries, bool More, string? Why) Walk(string full, bool deep, int most)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = deep, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true, MaxRecursionDepth = 32,
        };
        var found = new DirectoryInfo(full).EnumerateFileSystemInfos("*", options).Take(most + 1).ToList();
        var entries = found.Take(most).Select(info => new Entry(
            System.IO.Path.GetRelativePath(full, info.FullName).Replace(System.IO.Path.DirectorySeparatorChar, '/'),
            (info as FileInfo)?.Length, new DateTimeOffset(info.LastWriteTimeUtc, TimeSpan.Zero)));
        return ([.. entries.OrderBy(entry => entry.Name, StringComparer.Ordinal)], found.Count > most, null);
    }
}
