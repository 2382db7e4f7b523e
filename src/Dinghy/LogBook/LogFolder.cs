using System.Globalization;

namespace Dinghy.LogBook;

/// <summary>The files of a log, <c>gateway-20261126-0001.jsonl</c>: a day and a number each, in that order.</summary>
internal static class LogFolder
{
    public const string Name = "logs";

    private const string Prefix = "gateway-";
    private const string Suffix = ".jsonl";

    public static string In(string home) => Path.Join(home, Name);

    public static string FileOf(string folder, DateOnly day, int number) =>
        Path.Join(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{day:yyyyMMdd}-{number:0000}{Suffix}"));

    /// <summary>The oldest first; empty where there is no folder.</summary>
    public static IReadOnlyList<LogFile> Files(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFiles($"{Prefix}*{Suffix}").Select(Read).OfType<LogFile>().OrderBy(file => file.Day).ThenBy(file => file.Number)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Takes the oldest away until what is left is few and small enough. The newest stays.</summary>
    public static void Prune(string folder, int most, long mostBytes)
    {
        var files = Files(folder);
        var (count, bytes) = (files.Count, files.Sum(file => file.Bytes));
        foreach (var file in files.SkipLast(1))
        {
            if (count <= most && bytes <= mostBytes) return;
            File.Delete(file.Path);
            (count, bytes) = (count - 1, bytes - file.Bytes);
        }
    }

    private static LogFile? Read(FileInfo file)
    {
        var parts = file.Name[Prefix.Length..^Suffix.Length].Split('-');
        return parts.Length == 2 && DateOnly.TryParseExact(parts[0], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new LogFile(file.FullName, day, number, file.Length) : null;
    }
}

internal sealed record LogFile(string Path, DateOnly Day, int Number, long Bytes);
