using System.Text;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.LogBook;

/// <summary>Appends lines to the file of today, begins another when it is large or the day is over, and keeps the folder small. One user at a time.</summary>
internal sealed class LogWriter(string folder, TimeProvider time) : IDisposable
{
    private FileStream? _file;
    private DateOnly _day;
    private int _number;

    /// <exception cref="IOException">The disk takes nothing more, or the folder can not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Write(IEnumerable<string> lines, LogsConfig config)
    {
        try
        {
            foreach (var line in lines)
            {
                var bytes = Encoding.UTF8.GetBytes(line + "\n");
                Open(bytes.Length, config).Write(bytes);
            }

            _file?.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Close();
            throw;
        }
    }

    public void Dispose() => Close();

    private FileStream Open(int bytes, LogsConfig config)
    {
        var (today, most) = (DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), config.MaxFileMegabytes * 1024L * 1024);
        if (_file is { } open && _day == today && (open.Length == 0 || open.Length + bytes <= most)) return open;
        Close();
        PrivateFolder.Make(folder);
        var last = LogFolder.Files(folder).LastOrDefault(file => file.Day == today);
        (_day, _number) = (today, last is null ? 1 : last.Bytes + bytes <= most ? last.Number : last.Number + 1);
        var options = PrivateFile.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite);
        options.Share = FileShare.ReadWrite | FileShare.Delete;
        _file = new FileStream(LogFolder.FileOf(folder, _day, _number), options);
        EndHalfLine(_file);
        LogFolder.Prune(folder, config.MaxFiles, config.MaxTotalMegabytes * 1024L * 1024);
        return _file;
    }

    /// <summary>A process that was killed, or a disk that was full, may have left one.</summary>
    private static void EndHalfLine(FileStream file)
    {
        if (file.Length > 0)
        {
            file.Position = file.Length - 1;
            if (file.ReadByte() != '\n') file.WriteByte((byte)'\n');
        }

        file.Position = file.Length;
    }

    private void Close()
    {
        var file = _file;
        _file = null;
        try
        {
            file?.Dispose();
        }
        catch (IOException)
        {
            // What it still held can not be written; that was counted.
        }
    }
}
