using System.Globalization;
using System.Text;

namespace Dinghy.Gateway.Attachments;

/// <summary>A file's name as it may be shown, logged and stored on any system: one line, one segment, nothing hidden.</summary>
internal static class SafeName
{
    /// <summary>In UTF-8: leaves room in 255 for the turn's id, the number and a temporary ending.</summary>
    private const int MostBytes = 180;
    private const int LongestEnding = 16;

    private static readonly HashSet<string> s_devices = new(
        [
            "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$",
            .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" }), "COM¹", "COM²", "COM³", "LPT¹", "LPT²", "LPT³",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <param name="name">As it came; null or nothing left of it gives <paramref name="fallback"/>.</param>
    /// <param name="fallback">Safe.</param>
    public static string Of(string? name, string fallback)
    {
        var last = (name ?? "").Split('/', '\\')[^1];
        var clean = new StringBuilder();
        // Runes: a lone surrogate becomes U+FFFD and can not upset a file system.
        foreach (var rune in last.EnumerateRunes().Take(1024)) Append(clean, rune);
        var safe = Shorten(clean.ToString().Trim(' ', '.', '_'));
        if (safe.Length == 0) return fallback;
        return s_devices.Contains(safe.Split('.')[0].TrimEnd(' ')) ? "_" + safe : safe;
    }

    /// <summary>Gives a name without an ending the one its bytes ask for.</summary>
    public static string WithEnding(string name, string ending) =>
        ending.Length == 0 || Path.GetExtension(name).Length > 1 ? name : $"{name}.{ending}";

    private static void Append(StringBuilder clean, Rune rune)
    {
        // Format characters hide or turn what follows: a right-to-left override makes exe.txt of txt.exe.
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) return;
        if (Rune.IsControl(rune) || rune.Value is ':' or '*' or '?' or '"' or '<' or '>' or '|' or 0xFFFD) clean.Append('_');
        else if (Rune.IsWhiteSpace(rune)) clean.Append(' ');
        else clean.Append(rune);
    }

    private static string Shorten(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MostBytes) return name;
        var ending = Path.GetExtension(name) is { } found && Encoding.UTF8.GetByteCount(found) <= LongestEnding ? found : "";
        var room = MostBytes - Encoding.UTF8.GetByteCount(ending);
        var kept = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if ((room -= rune.Utf8SequenceLength) < 0) break;
            kept.Append(rune);
        }

        return kept.ToString().TrimEnd(' ', '.') + ending;
    }
}
