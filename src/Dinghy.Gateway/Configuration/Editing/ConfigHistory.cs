using System.Globalization;

namespace Dinghy.Gateway.Configuration.Editing;

/// <summary>One earlier text of the configuration. Number 1 is the newest.</summary>
internal sealed record ConfigVersion(int Number, DateTimeOffset At, string File);

/// <summary>The last ten texts of the configuration, in the home folder, readable by their owner only.</summary>
internal sealed class ConfigHistory(string home, TimeProvider time)
{
    internal const int Keep = 10;
    private const string Stamp = "yyyyMMdd'T'HHmmssfff'Z'";

    private readonly string _folder = Path.Join(home, "config-history");

    public IReadOnlyList<ConfigVersion> List()
    {
        if (!Directory.Exists(_folder))
            return [];
        return [.. Directory.EnumerateFiles(_folder).Select(file => (File: file, At: When(file))).Where(one => one.At is not null)
            .OrderByDescending(one => Path.GetFileName(one.File), StringComparer.Ordinal).Select((one, i) => new ConfigVersion(i + 1, one.At!.Value, one.File))];
    }

    /// <summary>Keeps a text unless it is the newest already.</summary>
    public void Add(string text, string file)
    {
        var before = List();
        if (before.Count > 0 && File.ReadAllText(before[0].File) == text)
            return;
        Directory.CreateDirectory(_folder);
        var at = time.GetUtcNow();
        // Two within one millisecond still have an order.
        while (before.Count > 0 && before[0].At >= Whole(at))
            at = before[0].At.AddMilliseconds(1);
        PrivateText.Write(Path.Join(_folder, at.UtcDateTime.ToString(Stamp, CultureInfo.InvariantCulture) + Path.GetExtension(file)), text);
        foreach (var old in List().Skip(Keep))
            File.Delete(old.File);
    }

    private static DateTimeOffset Whole(DateTimeOffset at) => DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());

    private static DateTimeOffset? When(string file) =>
        DateTimeOffset.TryParseExact(Path.GetFileNameWithoutExtension(file), Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
