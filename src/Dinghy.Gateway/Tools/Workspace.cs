using Microsoft.Win32.SafeHandles;

namespace Dinghy.Gateway.Tools;

/// <summary>Opens and writes files below one folder, and nothing else, whatever a path says and wherever links lead.</summary>
/// <param name="folder">Absolute; need not exist. Empty: there is none.</param>
/// <param name="maxEntries">Files and folders that it may hold before nothing new is made in it.</param>
/// <param name="maxTotal">Bytes of all of them.</param>
internal sealed partial class Workspace(string folder, int maxEntries = Workspace.MaxEntries, long maxTotal = Workspace.MaxTotal)
{
    private const int LongestPath = 1000;

    /// <summary>What a path came to: a file, open for reading, or a sentence for the model.</summary>
    public abstract record Opened
    {
        /// <param name="Handle">To be disposed of.</param>
        /// <param name="Path">Absolute, without links.</param>
        /// <param name="Length">Bytes; never 0.</param>
        public sealed record File(SafeFileHandle Handle, string Path, long Length) : Opened;

        /// <param name="Why">For the model.</param>
        /// <param name="IsAbsent">Nothing lies there, as far as this folder goes.</param>
        public sealed record Nothing(string Why, bool IsAbsent = false) : Opened;
    }

    /// <summary>Absolute; empty: there is none.</summary>
    public string Folder => folder;

    /// <summary>A file of what is known of people, wherever links led to it.</summary>
    public bool IsPersonal(Opened.File file) =>
        PromptFiles.IsPersonal(System.IO.Path.GetRelativePath(RealFile.Resolve(System.IO.Path.GetFullPath(folder)), file.Path));

    /// <param name="path">Relative to the folder, or absolute below it.</param>
    public Opened Open(string path)
    {
        if (folder.Length == 0) return new Opened.Nothing("There is no workspace.");
        if (path.Length > LongestPath || path.Contains('\0')) return new Opened.Nothing("That is no path of a file.");
        try
        {
            return Within(path) is { } inside ? Check(System.IO.Path.GetFullPath(inside, System.IO.Path.GetFullPath(folder))) : Outside;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Missing;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Opened.Nothing("This file can not be read.");
        }
    }

    /// <summary>The path relative to the folder; null: it is none, or leads elsewhere. An absolute one may name the folder or where links on the way to it lead.</summary>
    public string? Within(string path)
    {
        if (folder.Length == 0 || path.Length is 0 or > LongestPath || path.Contains('\0')) return null;
        var root = System.IO.Path.GetFullPath(folder);
        var full = System.IO.Path.GetFullPath(path, root);
        if (IsBelow(full, root)) return System.IO.Path.GetRelativePath(root, full);
        if (!System.IO.Path.IsPathRooted(path) || !Directory.Exists(root)) return null;
        var real = RealFile.Resolve(root);
        return IsBelow(full, real) ? System.IO.Path.GetRelativePath(real, full) : null;
    }

    private static Opened.Nothing Missing { get; } = new("There is no such file in the workspace.", IsAbsent: true);

    private static Opened.Nothing Empty { get; } = new("This file is empty, or is no ordinary file.");

    private static Opened.Nothing Outside { get; } = new("Only files of the workspace can be used; this path leads out of it.", IsAbsent: true);

    private Opened Check(string full)
    {
        var root = RealFile.Resolve(System.IO.Path.GetFullPath(folder));

        // Before opening, since some devices act on being opened; after it, since a link may have changed meanwhile.
        if (!IsBelow(RealFile.Resolve(full), root)) return Outside;
        var handle = RealFile.Open(full);
        try
        {
            var real = RealFile.PathOf(handle, full);
            if (!IsBelow(real, root)) return Refused(handle, Outside);
            if (Directory.Exists(real)) return Refused(handle, new Opened.Nothing("This is a folder; name a file in it."));

            // Pipes, sockets and devices have no length either.
            var length = RealFile.LengthOf(handle);
            return length > 0 ? new Opened.File(handle, real, length) : Refused(handle, Empty);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static Opened.Nothing Refused(SafeFileHandle handle, Opened.Nothing why)
    {
        handle.Dispose();
        return why;
    }

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(folder.TrimEnd(System.IO.Path.DirectorySeparatorChar) + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
