using System.Globalization;

namespace Dinghy.Gateway.Storage;

/// <summary>Holds the home folder for one gateway. The system lets go of it when the process ends, however it ends.</summary>
internal sealed class HomeLock : IDisposable
{
    private readonly FileStream _file;

    private HomeLock(FileStream file) => _file = file;

    /// <exception cref="StoreException">Another gateway holds the folder (its process id is named), or the folder cannot be written.</exception>
    public static HomeLock Take(string home)
    {
        try
        {
            Directory.CreateDirectory(home);
            // Exclusive sharing is what .NET turns into a lock on every system; the process id needs a file that others may read.
            var file = new FileStream(Path.Combine(home, "gateway.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(PidFile(home), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new HomeLock(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Holder(home) is { } pid
                ? new StoreException(StoreFault.Locked, $"{home} is in use by another gateway (process {pid}). Stop it first, or give this one another home (--home).", e)
                : new StoreException(StoreFault.Unreachable, $"{home} cannot be written: {e.Message}", e);
        }
    }

    public void Dispose() => _file.Dispose();

    private static string PidFile(string home) => Path.Combine(home, "gateway.pid");

    private static string? Holder(string home)
    {
        try
        {
            return File.ReadAllText(PidFile(home)).Trim() is { Length: > 0 } pid ? pid : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
