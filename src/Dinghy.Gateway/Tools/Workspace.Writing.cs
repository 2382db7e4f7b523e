using System.Security.Cryptography;

namespace Dinghy.Gateway.Tools;

internal sealed partial class Workspace
{
    /// <summary>Bytes of one written file.</summary>
    public const int MaxFile = 2 * 1024 * 1024;

    /// <summary>Files and folders that a workspace may hold before nothing new is made in it.</summary>
    public const int MaxEntries = 20_000;

    /// <summary>Bytes of all of them.</summary>
    public const long MaxTotal = 500L * 1024 * 1024;

    private const int Deepest = 16;

    // A change that reads first must not lose another's; the work is short.
    private static readonly Lock s_changing = new();

    /// <summary>Puts a file's whole content in place of what stood there. Folders on the way are made; links are never followed.</summary>
    /// <returns>Null: done. Else a sentence for the model.</returns>
    public string? Write(string path, ReadOnlySpan<byte> content)
    {
        if (content.Length > MaxFile) return $"A file may have at most {MaxFile:N0} bytes.";
        if (StepsOf(path) is not { Length: > 0 } steps) return folder.Length == 0 ? "There is no workspace." : Outside.Why;
        if (steps.Length > Deepest) return $"At most {Deepest} folders deep.";
        if (Array.Exists(steps, step => step.Length > 200 || step.Any(char.IsControl))) return "That is no path of a file.";
        try
        {
            Directory.CreateDirectory(folder);
            if (IsFull(content.Length)) return $"The workspace is full: at most {maxEntries:N0} files and {maxTotal / 1024 / 1024:N0} MB.";
            var temporary = $".{RandomNumberGenerator.GetHexString(16, lowercase: true)}.part";
            return OperatingSystem.IsLinux() ? WriteOnLinux(steps, temporary, content) : WriteElsewhere(steps, temporary, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "This file can not be written: a link, a folder or a right is in the way.";
        }
    }

    /// <summary>Reads a file and writes what becomes of it, with no other change in between.</summary>
    /// <param name="path">See <see cref="Open"/>.</param>
    /// <param name="change">From the bytes (null: no such file) to the new ones, or to a sentence.</param>
    /// <returns>Null: done. Else a sentence for the model.</returns>
    public string? Change(string path, Func<byte[]?, (byte[]? Content, string? Why)> change)
    {
        lock (s_changing)
        {
            var (before, why) = ReadWhole(path);
            if (why is not null) return why;
            var (content, wrong) = change(before);
            return wrong ?? Write(path, content!);
        }
    }

    /// <returns>The bytes of a file that can be changed; null where none, or an empty one, lies there. Else a sentence for the model.</returns>
    public (byte[]? Content, string? Why) ReadWhole(string path)
    {
        switch (Open(path))
        {
            case Opened.File file:
                using (file.Handle)
                {
                    if (file.Length > MaxFile) return (null, $"The file has {file.Length:N0} bytes; at most {MaxFile:N0} can be changed.");
                    var bytes = new byte[file.Length];
                    return (bytes[..ReadAll(file, bytes)], null);
                }

            case Opened.Nothing { Why: var why } when why != Missing.Why && why != Empty.Why:
                return (null, why);
            default:
                return (null, null);
        }
    }

    /// <summary>The whole content, as far as it fits.</summary>
    public static int ReadAll(Opened.File file, Span<byte> into)
    {
        var at = 0;
        for (int read; at < into.Length && (read = RandomAccess.Read(file.Handle, into[at..], at)) > 0;) at += read;
        return at;
    }

    /// <summary>The path's words below the folder; null: it leads elsewhere.</summary>
    private string[]? StepsOf(string path) => Within(path)?.Split(System.IO.Path.DirectorySeparatorChar);

    private string? WriteOnLinux(string[] steps, string temporary, ReadOnlySpan<byte> content)
    {
        var here = LinuxFolder.Open(System.IO.Path.GetFullPath(folder));
        try
        {
            foreach (var step in steps[..^1])
            {
                var next = LinuxFolder.Into(here, step);
                here.Dispose();
                here = next;
            }

            LinuxFolder.Write(here, steps[^1], temporary, content);
            return null;
        }
        finally
        {
            here.Dispose();
        }
    }

    // Without openat a moment stays between looking and writing: enough against mistakes, not against another program on this machine.
    private string? WriteElsewhere(string[] steps, string temporary, ReadOnlySpan<byte> content)
    {
        var root = RealFile.Resolve(System.IO.Path.GetFullPath(folder));
        var parent = System.IO.Path.Combine([root, .. steps[..^1]]);
        if (parent != root && !IsBelow(RealFile.Resolve(parent), root)) return Outside.Why;
        Directory.CreateDirectory(parent);
        var made = System.IO.Path.Combine(parent, temporary);
        File.WriteAllBytes(made, content);
        File.Move(made, System.IO.Path.Combine(parent, steps[^1]), overwrite: true);
        return null;
    }

    private bool IsFull(long more)
    {
        var (count, bytes) = (0, more);
        foreach (var file in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", s_walk))
        {
            bytes += (file as FileInfo)?.Length ?? 0;
            if (++count >= maxEntries || bytes > maxTotal) return true;
        }

        return false;
    }

    private static readonly EnumerationOptions s_walk = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true, MaxRecursionDepth = 32 };
}
