using System.Text;

namespace Dinghy.Gateway.Backup;

/// <summary>Looks through what a backup says of itself, before anything of it is believed.</summary>
internal static class ManifestCheck
{
    private const long MostBytes = 1L << 40;
    private const int LongestName = 255;
    private const int LongestPath = 3000;

    /// <returns>What is wrong, fit to be printed; null: nothing.</returns>
    public static string? Problem(BackupManifest manifest)
    {
        if (manifest.Format > BackupManifest.Newest) return $"it was made by a newer program ({Clean(manifest.Program ?? "?")}): use that one.";
        if (manifest.Format < 1 || manifest.Program is null) return $"its {BackupManifest.Name} is of no format that there is.";
        // Where letters that differ in case alone are one name, two files would become one.
        var names = new HashSet<string>(OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        foreach (var file in manifest.Files)
        {
            if (file is not { Path: { Length: > 0 } path, Sha256: not null }) return $"its {BackupManifest.Name} has a file without a name or without a hash.";
            if (Fault(path) is { } fault) return $"{Clean(path)} {fault}.";
            if (file.Bytes is < 0 or > MostBytes) return $"{Clean(path)} has a length that no file has.";
            if (!names.Add(path)) return $"{Clean(path)} is in it twice.";
        }

        if (manifest.Files.FirstOrDefault(file => Above(file.Path).Any(names.Contains)) is { } below) return $"{Clean(below.Path)} lies below a file.";
        if (manifest.Schema is not null != names.Contains(HomeContents.Database)) return $"its {BackupManifest.Name} and its files do not agree on whether there is a database.";
        return null;
    }

    /// <summary>Of a backup that somebody made up: nothing that a terminal obeys, and no more than a line.</summary>
    public static string Clean(string text)
    {
        var clean = string.Concat(text.Take(200).Select(c => char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format ? '?' : c));
        return text.Length > 200 ? clean + "…" : clean;
    }

    private static string? Fault(string path)
    {
        if (path.Any(char.IsControl)) return "has a character that no name has";
        if (path.Contains('\\', StringComparison.Ordinal) && OperatingSystem.IsWindows()) return "leads elsewhere";
        var steps = path.Split('/');
        if (steps.Any(step => step is "" or "." or "..") || Path.IsPathRooted(path)) return "leads elsewhere";
        return path.Length > LongestPath || steps.Any(step => Encoding.UTF8.GetByteCount(step) > LongestName) ? "is longer than a name can be" : null;
    }

    private static IEnumerable<string> Above(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1)) yield return path[..slash];
    }
}
