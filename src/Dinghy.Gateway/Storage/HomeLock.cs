using System.Globalization;

namespace Dinghy.Gateway.Storage;

/// <summary>Holds the home folder for one gateway. The system lets go of it when the process ends, however it ends.</summary>
internal sealed class HomeLock : IDisposable
{
    private const int MostTries = 10;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    private readonly string _home;
    private readonly FileStream _file;

    private HomeLock(string home, FileStream file) => (_home, _file) = (home, file);

    /// <exception cref="StoreException">Another gateway holds the folder (its process id is named), or the folder cannot be written.</exception>
    public static HomeLock Take(string home)
    {
        FileStream? file = null;
        try
        {
            PrivateFolder.Make(home);
            file = Lock(home);
            Tighten(file);
            WritePid(home);
            return new HomeLock(home, file);
        }
        catch (IOException e) when (file is null && File.Exists(LockFile(home)))
        {
            throw new StoreException(StoreFault.Locked, $"{home} is in use by another gateway ({Describe(home)}). Stop it first, or give this one another home (--home).", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new StoreException(StoreFault.Unreachable, $"{home} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Waits while another gateway holds the folder: its successor does.</summary>
    /// <exception cref="StoreException">It is still held after the patience, or can not be written.</exception>
    public static async Task<HomeLock> TakeAfterAsync(string home, TimeSpan patience, TimeProvider time, CancellationToken ct)
    {
        for (var began = time.GetTimestamp(); ;)
        {
            try
            {
                return Take(home);
            }
            catch (StoreException e) when (e.Fault == StoreFault.Locked && time.GetElapsedTime(began) < patience)
            {
                await Task.Delay(s_pause, time, ct);
            }
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

    /// <summary>Let go of in order: the note of whose it was goes first, for what comes after it is another's.</summary>
    public void Dispose()
    {
        try
        {
            if (Holder(_home)?.ProcessId == Environment.ProcessId) File.Delete(PidFile(_home));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A note that stays says nothing while nobody holds the lock.
        }

        _file.Dispose();
    }

    /// <summary>Exclusive sharing is what .NET turns into a lock on every system; the process id needs a file that others may read. Whoever only looks (<see cref="IsHeld"/>) has it for a moment, too.</summary>
    private static FileStream Lock(string home)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                // Whoever may read it could hold it, and no gateway would start.
                var options = PrivateFile.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite);
                options.Share = FileShare.None;
                return new FileStream(LockFile(home), options);
            }
            catch (IOException) when (tries < MostTries && File.Exists(LockFile(home)))
            {
                SpinWait.SpinUntil(() => false, s_pause);
            }
        }
    }

    /// <summary>One that an older program made was open to readers.</summary>
    private static void Tighten(FileStream file)
    {
        if (OperatingSystem.IsWindows()) return;
        try
        {
            if ((File.GetUnixFileMode(file.SafeFileHandle) & ~PrivateFile.Mode) != UnixFileMode.None) File.SetUnixFileMode(file.SafeFileHandle, PrivateFile.Mode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another's: its owner's to change.
        }
    }

    private static void WritePid(string home)
    {
        // A new one: an old one keeps its mode, and may lead elsewhere.
        File.Delete(PidFile(home));
        using var writer = new StreamWriter(PidFile(home), PrivateFile.Options());
        writer.Write(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
    }

    private static string LockFile(string home) => Path.Combine(home, "gateway.lock");

    private static string PidFile(string home) => Path.Combine(home, "gateway.pid");

    /// <summary>Who holds the folder, as long as it is held; else who was the last to. Null: it can not be read.</summary>
    public static HomeHolder? Holder(string home)
    {
        try
        {
            var file = new FileInfo(PidFile(home));
            return int.TryParse(File.ReadAllText(file.FullName), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var id) ? new HomeHolder(id, new DateTimeOffset(file.LastWriteTimeUtc)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Describe(string home) => Holder(home) is { } holder
        ? string.Create(CultureInfo.InvariantCulture, $"process {holder.ProcessId}, since {holder.Since:yyyy-MM-dd HH:mm:ss} UTC")
        : "process unknown";
}

/// <param name="ProcessId">Of the gateway.</param>
/// <param name="Since">When it took the folder.</param>
internal sealed record HomeHolder(int ProcessId, DateTimeOffset Since);
