using System.Security.Cryptography;

namespace Dinghy.Gateway.Configuration.Files;

/// <summary>Remembers what a load read, missing files too, and tells whether it would read something else now. By content: times and links differ between file systems.</summary>
internal sealed class WatchedFiles(Func<string, int, byte[]> read)
{
    /// <summary>Somebody may ask for a reload while the files are looked at.</summary>
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Path, int Limit), string> _seen = [];

    /// <summary>For <see cref="ConfigSource.ReadFile"/>.</summary>
    public byte[] Read(string path, int limit)
    {
        byte[]? bytes = null;
        try
        {
            return bytes = read(path, limit);
        }
        finally
        {
            var mark = Mark(bytes);
            lock (_gate) _seen[(path, limit)] = mark;
        }
    }

    /// <summary>Call before a load: what it does not read any more is not watched.</summary>
    public void Forget()
    {
        lock (_gate) _seen.Clear();
    }

    /// <summary>Null: all is as it was read. Else a mark of how it is now, to tell whether it has settled.</summary>
    public string? Difference()
    {
        KeyValuePair<(string Path, int Limit), string>[] seen;
        lock (_gate) seen = [.. _seen];
        var marks = seen.Select(file => Now(file.Key)).ToList();
        return marks.SequenceEqual(seen.Select(file => file.Value), StringComparer.Ordinal) ? null : string.Concat(marks);
    }

    private string Now((string Path, int Limit) file)
    {
        try
        {
            return Mark(read(file.Path, file.Limit));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return Mark(null);
        }
    }

    private static string Mark(byte[]? bytes) => bytes is null ? "-" : Convert.ToHexString(SHA256.HashData(bytes));
}
