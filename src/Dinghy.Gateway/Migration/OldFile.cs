using System.Text;
using Dinghy.Gateway.Tools;
using Microsoft.Win32.SafeHandles;

namespace Dinghy.Gateway.Migration;

/// <summary>A file of the other program's: an ordinary one, and no link, since a link may lead anywhere. A pipe is not waited for.</summary>
internal static class OldFile
{
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <param name="path">Absolute.</param>
    /// <param name="left">Told why it is not read.</param>
    /// <returns>Null: it is not there, or not read.</returns>
    public static byte[]? Bytes(string path, Action<string> left)
    {
        try
        {
            if (new FileInfo(path).LinkTarget is not null) return Left("a link");
            if (!File.Exists(path)) return null;
            using var handle = RealFile.Open(path);
            if (WhyNot(handle, MaxBytes, out var length) is { } why) return Left(why);
            var bytes = new byte[length];
            var read = 0;
            for (int more; read < bytes.Length && (more = RandomAccess.Read(handle, bytes.AsSpan(read), read)) > 0;) read += more;
            return bytes[..read];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Left("it can not be read");
        }

        byte[]? Left(string why)
        {
            left($"{path}: {why}");
            return null;
        }
    }

    /// <summary>Why <see cref="Bytes"/> would not read it; null: it would.</summary>
    public static string? Check(string path, long limit)
    {
        try
        {
            if (new FileInfo(path).LinkTarget is not null) return "a link";
            using var handle = RealFile.Open(path);
            return WhyNot(handle, limit, out _);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return "it can not be read";
        }
    }

    /// <summary>A file or folder that leads elsewhere is left, and told.</summary>
    public static bool IsLink(string path, Action<string> left)
    {
        if (new FileInfo(path).LinkTarget is null) return false;
        left($"{path}: a link");
        return true;
    }

    private static string? WhyNot(SafeFileHandle handle, long limit, out long length)
    {
        length = 0;
        try
        {
            length = RandomAccess.GetLength(handle);
            return length > limit ? $"larger than {limit >> 20} MB" : null;
        }
        catch (NotSupportedException)
        {
            return "no ordinary file";
        }
    }

    public static string? Text(string path, Action<string> left) => Bytes(path, left) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Of a folder that is none, or that is left: nothing.</summary>
    public static IReadOnlyList<string> In(string folder, string pattern, Action<string> left) => Listed(folder, left, () => Directory.EnumerateFiles(folder, pattern, s_all));

    /// <summary>Likewise, the folders in it.</summary>
    public static IReadOnlyList<string> FoldersIn(string folder, Action<string> left) => Listed(folder, left, () => Directory.EnumerateDirectories(folder, "*", s_all));

    private static readonly EnumerationOptions s_all = new() { IgnoreInaccessible = false, AttributesToSkip = FileAttributes.None };

    private static IReadOnlyList<string> Listed(string folder, Action<string> left, Func<IEnumerable<string>> list)
    {
        if (IsLink(folder, left) || !Directory.Exists(folder)) return [];
        try
        {
            return [.. list().Order(StringComparer.Ordinal)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            left($"{folder}: it can not be read");
            return [];
        }
    }
}
