using System.Diagnostics;

namespace Dinghy.Gateway.Configuration.Editing;

/// <summary>One edit of a file at a time, whoever makes it. The lock's file goes with the lock, but where a system does not tell one file from another.</summary>
internal sealed class EditLock : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>An edit takes a fraction of a second; of many at once, on a busy machine, the last may wait.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly string _path;
    private readonly FileStream _held;

    private EditLock(string path, FileStream held) => (_path, _held) = (path, held);

    /// <exception cref="IOException">Somebody holds it and does not let go, or it can not be made.</exception>
    public static EditLock Take(string file)
    {
        var path = file + ".lock";
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                var options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None;
                var held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, options);
                // Unix lets go of a name before the file: who opened it just before the last holder removed it holds a lock that no newcomer meets.
                if (FileStat.Of(held.SafeFileHandle)?.Number is not { } number || FileStat.Of(path)?.Number == number) return new EditLock(path, held);
                held.Dispose();
            }
            catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException) && Stopwatch.GetElapsedTime(began) < s_patience)
            {
            }

            SpinWait.SpinUntil(() => false, s_pause);
        }
    }

    public void Dispose()
    {
        // While it is held, so that it is this one that goes and not the next holder's. Where nobody could tell the two apart, it stays.
        if (FileStat.Of(_held.SafeFileHandle) is not null) File.Delete(_path);
        _held.Dispose();
    }
}
