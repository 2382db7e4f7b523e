using System.Globalization;

namespace Dinghy.Gateway.Storage;

/// <summary>Holds the home folder for one gateway. The system lets go of it when the process ends, however it ends.</summary>
internal sealed class HomeLock : IDisposable
{
    private const int MostTries = 10;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    private readonly FileStream _file;

    private HomeLock(FileStream file) => _file = file;

    /// <exception cref="StoreException">Another gateway holds the folder (its process id is named), or the folder cannot be written.</exception>
    public static HomeLock Take(string home)
    {
        FileStream? file = null;
        try
        {
            MakeHome(home);
            file = Lock(home);
            File.WriteAllText(PidFile(home), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new HomeLock(file);
        }
        catch (IOException e) when (file is null && File.Exists(LockFile(home)))
        {
            throw new StoreException(StoreFault.Locked, $"{home} is in use by another gateway (process {Holder(home) ?? "unknown"}). Stop it first, or give this one another home (--home).", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new StoreException(StoreFault.Unreachable, $"{home} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>A gateway holds the folder now. One that was killed holds nothing, whatever files it left.</summary>
    public static bool IsHeld(string home)
    {
        try
        {
            using var file = new FileStream(LockFile(home), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Exclusive sharing is what .NET turns into a lock on every system; the process id needs a file that others may read. Whoever only looks (<see cref="IsHeld"/>) has it for a moment, too.</summary>
    private static FileStream Lock(string home)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(LockFile(home), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < MostTries && File.Exists(LockFile(home)))
            {
                SpinWait.SpinUntil(() => false, s_pause);
            }
        }
    }

    private static void MakeHome(string home)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(home);
        else Directory.CreateDirectory(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string LockFile(string home) => Path.Combine(home, "gateway.lock");

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
