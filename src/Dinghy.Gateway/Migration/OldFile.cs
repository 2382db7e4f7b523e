using System.Text;
using Dinghy.Gateway.Tools;

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
            if (!File.Exists(path)) return null;
            if (new FileInfo(path).LinkTarget is not null) return Left("a link");
            using var handle = RealFile.Open(path);
            var length = RealFile.LengthOf(handle);
            if (length > MaxBytes) return Left($"larger than {MaxBytes >> 20} MB");
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

    public static string? Text(string path, Action<string> left) => Bytes(path, left) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Of a folder that is none, or is a link: nothing.</summary>
    public static IEnumerable<string> In(string folder, string pattern)
    {
        try
        {
            return new DirectoryInfo(folder) is { Exists: true, LinkTarget: null }
                ? [.. Directory.EnumerateFiles(folder, pattern, new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None }).Order(StringComparer.Ordinal)] : [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
