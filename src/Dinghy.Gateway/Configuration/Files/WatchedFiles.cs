using System.Security.Cryptography;

namespace Dinghy.Gateway.Configuration.Files;

/// <summary>
/// Remembers what a load read, missing files too, and tells whether it would read something else now. By content: times and links differ
/// between file systems. Not thread-safe.
/// </summary>
internal sealed class WatchedFiles(Func<string, int, byte[]> read)
{
    private const string Missing = "-";

    private readonly Dictionary<(string Path, int Limit), string> _seen = [];
    private HashSet<string> _good = [];

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
            _seen[(path, limit)] = Mark(bytes);
        }
    }

    /// <summary>Call before a load: what it does not read any more is not watched.</summary>
    public void Forget() => _seen.Clear();

    /// <summary>The load was taken: its files make the configuration that holds.</summary>
    public void Keep() => _good = [.. _seen.Where(file => file.Value != Missing).Select(file => file.Key.Path)];

    /// <summary>Files that the last load looked for in vain, while the configuration that holds was made of them.</summary>
    public IReadOnlyList<string> Vanished => [.. _seen.Where(file => file.Value == Missing && _good.Contains(file.Key.Path)).Select(file => file.Key.Path).Distinct(StringComparer.Ordinal)];

    /// <summary>Null: all is as it was read. Else a mark of how it is now, to tell whether it has settled.</summary>
    public string? Difference()
    {
        var marks = _seen.Keys.Select(Now).ToList();
        return marks.SequenceEqual(_seen.Values, StringComparer.Ordinal) ? null : string.Concat(marks);
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

    private static string Mark(byte[]? bytes) => bytes is null ? Missing : Convert.ToHexString(SHA256.HashData(bytes));
}
