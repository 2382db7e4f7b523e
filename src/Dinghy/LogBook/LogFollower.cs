using System.Text;

namespace Dinghy.LogBook;

/// <summary>Reads what is appended to the log of a home, from file to file as they are changed. A file that was taken away is read to its end first.</summary>
internal sealed class LogFollower : IDisposable
{
    /// <summary>Characters of one line; a longer one is none of ours, and is passed over.</summary>
    public const int LongestLine = 1024 * 1024;

    private readonly string _folder;
    private readonly StringBuilder _half = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private LogFile? _current;
    private FileStream? _file;

    /// <summary>From the end of what there is now.</summary>
    public LogFollower(string home)
    {
        _folder = LogFolder.In(home);
        if (LogFolder.Files(_folder) is not [.., var last] || !TryOpen(last)) return;
        _file!.Position = _file.Length;
    }

    /// <summary>What came since the last call.</summary>
    public IReadOnlyList<LogEntry> ReadNew()
    {
        var entries = new List<LogEntry>();
        ReadOn(entries);
        // Only what is at its end is left for the next.
        while (LogFolder.Files(_folder).FirstOrDefault(IsLater) is { } next)
        {
            ReadOn(entries);
            if (!TryOpen(next)) break;
            ReadOn(entries);
        }

        return entries;
    }

    public void Dispose() => _file?.Dispose();

    private bool IsLater(LogFile file) => _current is null || file.Day > _current.Day || (file.Day == _current.Day && file.Number > _current.Number);

    private bool TryOpen(LogFile file)
    {
        try
        {
            var fresh = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            _file?.Dispose();
            _half.Clear();
            _decoder.Reset();
            (_file, _current) = (fresh, file);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void ReadOn(List<LogEntry> entries)
    {
        if (_file is null) return;
        var (bytes, chars) = (new byte[16 * 1024], new char[16 * 1024 + 1]);
        int read;
        while ((read = _file.Read(bytes)) > 0)
        {
            foreach (var c in chars.AsSpan(0, _decoder.GetChars(bytes, 0, read, chars, 0)))
            {
                if (c != '\n')
                {
                    if (_half.Length <= LongestLine) _half.Append(c);
                    continue;
                }

                if (_half.Length <= LongestLine && LogEntry.Read(_half.ToString()) is { } entry) entries.Add(entry);
                _half.Clear();
            }
        }
    }
}
