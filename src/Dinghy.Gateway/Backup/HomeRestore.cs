using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Gateway.Backup;

/// <summary>What a restoration did.</summary>
/// <param name="Problem">Why nothing was changed; null: the home is the backup's.</param>
/// <param name="Manifest">Of the backup, when it could be read.</param>
/// <param name="Kept">Where the folder lies that was there before; null: none was.</param>
/// <param name="Ended">Messages and answers that were open in the copy.</param>
internal sealed record Restored(string? Problem, BackupManifest? Manifest = null, string? Kept = null, int Ended = 0);

/// <summary>Makes a backup the home folder: all of it is checked beside its place first, and the old one is kept.</summary>
/// <param name="home">The folder; need not exist.</param>
/// <param name="time">The clock.</param>
internal sealed class HomeRestore(string home, TimeProvider time)
{
    /// <summary>What must be left on the disk.</summary>
    private const long Reserve = 16L * 1024 * 1024;

    /// <summary>Makes it inside the home, as where that is a mount point. Null: as the place wants it.</summary>
    public bool? Inside { get; init; }

    /// <summary>Room at a path, bytes; null: nobody can tell.</summary>
    public Func<string, long?> Room { get; init; } = RoomAt;

    /// <param name="file">The backup.</param>
    /// <param name="force">Where there is a home already, put it aside.</param>
    /// <param name="resume">Answer what was open when the copy was made.</param>
    /// <param name="ct">Until the folders are swapped; leaves nothing behind.</param>
    /// <exception cref="StoreException">A gateway runs on the home, or the database is damaged or of a newer program.</exception>
    public async Task<Restored> RestoreAsync(string file, bool force, bool resume, CancellationToken ct)
    {
        if (HomeLock.IsHeld(home)) throw new StoreException(StoreFault.Locked, $"A gateway runs on {home}. Stop it first, or restore into another home (--home).");
        var full = Directory.Exists(home) && Directory.EnumerateFileSystemEntries(home).Any();
        if (full && !force) return new($"{home} is not empty. --force puts it aside and keeps it, or restore into another home (--home).");
        var swap = new HomeSwap(home, Inside, time);
        try
        {
            PrivateFolder.Make(swap.Folder);
            var (manifest, problem) = await UnpackAsync(file, swap.Folder, ct);
            if (problem is not null) return new($"{file}: {problem}", manifest);
            var ended = manifest!.Schema is null ? 0 : await OpenAsync(swap.Folder, resume, ct);
            return new(null, manifest, swap.Do(), ended);
        }
        finally
        {
            if (Directory.Exists(swap.Folder)) Directory.Delete(swap.Folder, recursive: true);
        }
    }

    private async Task<(BackupManifest? Manifest, string? Problem)> UnpackAsync(string file, string to, CancellationToken ct)
    {
        try
        {
            using var zip = ZipFile.OpenRead(file);
            if (zip.GetEntry(BackupManifest.Name) is not { } entry) return (null, $"this is no backup, or not a whole one: it has no {BackupManifest.Name}.");
            if (BackupManifest.Read(entry) is not { Files: not null } manifest) return (null, $"its {BackupManifest.Name} can not be read.");
            if (ManifestCheck.Problem(manifest) is { } fault) return (manifest, fault);
            // Each file is written no longer than it says, so that this bounds them all.
            var needed = manifest.Files.Aggregate(0m, (sum, one) => sum + one.Bytes);
            if (Room(to) is { } room && needed > room - Reserve) return (manifest, $"it needs {decimal.Ceiling(needed / 1048576)} MB, and there are {Math.Max(0, room - Reserve) / 1048576} MB to spare.");
            foreach (var wanted in manifest.Files)
                if (await UnpackAsync(zip, wanted, to, ct) is { } problem) return (manifest, problem);
            return (manifest, null);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            return (null, $"this is no backup, or not a whole one: {ManifestCheck.Clean(e.Message)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"it can not be unpacked: {ManifestCheck.Clean(e.Message)}");
        }
    }

    private static async Task<string?> UnpackAsync(ZipArchive zip, BackupFile wanted, string to, CancellationToken ct)
    {
        var name = ManifestCheck.Clean(wanted.Path);
        var path = Path.GetFullPath(Path.Combine(to, wanted.Path));
        if (!path.StartsWith(to + Path.DirectorySeparatorChar, StringComparison.Ordinal)) return $"{name} leads elsewhere.";
        if (zip.GetEntry(wanted.Path) is not { } entry) return $"{name} is missing.";
        MakeAll(Path.GetDirectoryName(path)!, to);
        await using var from = entry.Open();
        await using var into = new FileStream(path, PrivateFile.Options());
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, bytes) = (new byte[81_920], 0L);
        for (int read; (read = await from.ReadAsync(buffer, ct)) > 0;)
        {
            // Whatever the file claims to hold: no more than it says is written.
            if ((bytes += read) > wanted.Bytes) return $"{name} is longer than it was.";
            sha.AppendData(buffer, 0, read);
            await into.WriteAsync(buffer.AsMemory(0, read), ct);
        }

        into.Flush(flushToDisk: true);
        return bytes == wanted.Bytes && Convert.ToHexStringLower(sha.GetHashAndReset()) == wanted.Sha256 ? null : $"{name} is not as it was when the backup was made.";
    }

    /// <summary>Looks through the database, brings it up to this program, and ends what its owner went on with.</summary>
    private async Task<int> OpenAsync(string folder, bool resume, CancellationToken ct)
    {
        _ = SqliteInspection.Look(folder);
        await using var store = SqliteStore.Open(folder);
        return resume ? 0 : await store.EndCopiedAsync(time.GetUtcNow(), ct);
    }

    private static long? RoomAt(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static void MakeAll(string folder, string root)
    {
        if (Directory.Exists(folder)) return;
        if (folder != root) MakeAll(Path.GetDirectoryName(folder)!, root);
        PrivateFolder.Make(folder);
    }
}
