using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Configuration.Editing;

/// <summary>One earlier text of a configuration. Number 1 is the newest.</summary>
internal sealed record ConfigVersion(int Number, DateTimeOffset At, string File);

/// <summary>The last ten texts of each configuration file, in the home folder, readable by their owner only. Another file's text is none of this one's.</summary>
internal sealed class ConfigHistory(string home, TimeProvider time)
{
    internal const int Keep = 10;

    /// <summary>Of all files together: whoever tries many leaves no heap.</summary>
    private const int KeepInAll = 100;
    private const string Stamp = "yyyyMMdd'T'HHmmssfff'Z'";

    private readonly string _folder = Path.Join(home, "config-history");

    /// <param name="file">Whose.</param>
    public IReadOnlyList<ConfigVersion> List(string file)
    {
        var mark = MarkOf(file);
        return [.. All().Where(one => Path.GetFileNameWithoutExtension(one.File).EndsWith(mark, StringComparison.Ordinal)).Select((one, i) => new ConfigVersion(i + 1, one.At, one.File))];
    }

    /// <summary>Keeps a text unless it is the newest already.</summary>
    public void Add(string text, string file) => Add(Encoding.UTF8.GetBytes(text), file);

    /// <summary>Byte by byte, whatever it says.</summary>
    public void Add(byte[] text, string file)
    {
        var before = List(file);
        if (before.Count > 0 && File.ReadAllBytes(before[0].File).AsSpan().SequenceEqual(text))
            return;
        PrivateFolder.Make(_folder);
        var at = time.GetUtcNow();
        // Two within one millisecond still have an order.
        while (before.Count > 0 && before[0].At >= Whole(at))
            at = before[0].At.AddMilliseconds(1);
        PrivateText.Write(Path.Join(_folder, at.UtcDateTime.ToString(Stamp, CultureInfo.InvariantCulture) + MarkOf(file) + Path.GetExtension(file)), text);
        foreach (var old in List(file).Skip(Keep).Select(version => version.File).Concat(All().Skip(KeepInAll).Select(one => one.File)))
            File.Delete(old);
    }

    private IEnumerable<(string File, DateTimeOffset At)> All()
    {
        if (!Directory.Exists(_folder))
            return [];
        return Directory.EnumerateFiles(_folder).Select(file => (File: file, At: When(file))).Where(one => one.At is not null)
            .Select(one => (one.File, one.At!.Value)).OrderByDescending(one => Path.GetFileName(one.File), StringComparer.Ordinal);
    }

    private static string MarkOf(string file) => "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(file))))[..12];

    private static DateTimeOffset Whole(DateTimeOffset at) => DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());

    private static DateTimeOffset? When(string file) =>
        DateTimeOffset.TryParseExact(Path.GetFileNameWithoutExtension(file).Split('-')[0], Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
