using System.Text;

namespace Dinghy.LogBook;

/// <summary>Reads the log files of a home, beside a gateway that writes them or without one.</summary>
internal static class LogReader
{
    /// <summary>The newest that fit, the oldest first.</summary>
    /// <param name="home">Whose.</param>
    /// <param name="filter">Which.</param>
    /// <param name="most">So many at most.</param>
    public static IReadOnlyList<LogEntry> Last(string home, LogFilter filter, int most)
    {
        var found = new LinkedList<LogEntry>();
        foreach (var file in LogFolder.Files(LogFolder.In(home)).Reverse())
        {
            // Within a file the newest are at its end; only so many of it are kept.
            var ofFile = new Queue<LogEntry>();
            foreach (var entry in Entries(file.Path))
            {
                if (!filter.Fits(entry)) continue;
                ofFile.Enqueue(entry);
                if (ofFile.Count > most - found.Count) ofFile.Dequeue();
            }

            foreach (var entry in ofFile.Reverse()) found.AddFirst(entry);
            if (found.Count >= most) break;
            if (filter.Since is { } since && file.Day < DateOnly.FromDateTime(since.UtcDateTime)) break;
        }

        return [.. found];
    }

    private static IEnumerable<LogEntry> Entries(string path)
    {
        StreamReader reader;
        try
        {
            reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), Encoding.UTF8);
        }
        catch (Exception e) when (e is FileNotFoundException or UnauthorizedAccessException)
        {
            // Taken away meanwhile, or not ours to read.
            yield break;
        }

        using (reader)
        {
            while (reader.ReadLine() is { } line)
                if (LogEntry.Read(line) is { } entry) yield return entry;
        }
    }
}
