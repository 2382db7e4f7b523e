using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tools;
using Microsoft.Win32.SafeHandles;

namespace Dinghy.Gateway.Backup;

/// <summary>Copies a home folder into one file, while a gateway may be at work on it.</summary>
/// <param name="home">The folder.</param>
/// <param name="config">Its configuration's file, which may lie elsewhere; need not exist.</param>
/// <param name="workspaces">Folders of agents.</param>
/// <param name="program">The version.</param>
/// <param name="time">The clock.</param>
internal sealed class HomeBackup(string home, string config, IReadOnlyList<string> workspaces, string program, TimeProvider time)
{
    /// <summary>Files that the configuration was read from: itself, what it includes, channels.yaml. Without a word the configuration alone.</summary>
    public IReadOnlyList<string> Configs { get; init; } = [config];

    /// <summary>Writes beside its place and moves it there when it is whole and on the disk.</summary>
    /// <param name="file">Must not be there.</param>
    /// <param name="secrets">Tokens, key files and the secrets in the configuration too.</param>
    /// <param name="ct">Leaves nothing behind.</param>
    /// <exception cref="IOException">It can not be written, or is there already.</exception>
    /// <exception cref="StoreException">The database can not be copied.</exception>
    public async Task<BackupManifest> MakeAsync(string file, bool secrets, CancellationToken ct)
    {
        if (File.Exists(file)) throw new IOException($"{file} is there already.");
        // Beside it: there is room for the backup, and nobody else's eyes on the copy.
        var folder = $"{file}{HomeContents.Making}{Guid.NewGuid():N}";
        try
        {
            PrivateFolder.Make(folder);
            BackupManifest? manifest = null;
            await WholeFile.WriteAsync(file, async stream =>
            {
                using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
                manifest = await FillAsync(zip, folder, secrets, ct);
            });
            return manifest!;
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<BackupManifest> FillAsync(ZipArchive zip, string folder, bool secrets, CancellationToken ct)
    {
        var configs = Configs.Append(config).Select(Relative).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var (found, left) = HomeContents.Of(home, Inside(), configs, secrets);
        var files = new List<BackupFile>();
        // Before the database: what is added meanwhile is behind it, and never before.
        foreach (var path in found.OrderBy(path => path == Audit.AuditAnchor.FileName ? 0 : 1))
            if (await AddAsync(zip, path, Path.Combine(home, path), mask: !secrets && configs.Contains(path), ct) is { } added) files.Add(added);
        var outside = Relative(config) is null && File.Exists(config) && !files.Exists(one => one.Path == Path.GetFileName(config));
        if (outside && await AddAsync(zip, Path.GetFileName(config), config, mask: !secrets, ct) is { } own) files.Add(own);
        var copy = Path.Combine(folder, HomeContents.Database);
        var schema = SqliteStore.Copy(home, copy);
        if (schema is not null) files.Add((await AddAsync(zip, HomeContents.Database, copy, mask: false, ct))!);
        var manifest = new BackupManifest(BackupManifest.Newest, program, schema, time.GetUtcNow(), secrets, files, [.. left, .. Outside()]);
        await using var last = zip.CreateEntry(BackupManifest.Name).Open();
        await JsonSerializer.SerializeAsync(last, manifest, BackupJson.Default.BackupManifest, ct);
        return manifest;
    }

    private static async Task<BackupFile?> AddAsync(ZipArchive zip, string name, string path, bool mask, CancellationToken ct)
    {
        try
        {
            await using var from = Open(path, mask);
            if (from is null) return null;
            await using var to = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
            using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var (buffer, bytes) = (new byte[81_920], 0L);
            for (int read; (read = await from.ReadAsync(buffer, ct)) > 0; bytes += read)
            {
                sha.AppendData(buffer, 0, read);
                await to.WriteAsync(buffer.AsMemory(0, read), ct);
            }

            return new(name, bytes, Convert.ToHexStringLower(sha.GetHashAndReset()));
        }
        catch (FileNotFoundException)
        {
            // Swept or moved meanwhile.
            return null;
        }
    }

    /// <returns>Null: a pipe or a socket, which holds nothing and would be waited for.</returns>
    private static Stream? Open(string path, bool mask)
    {
        if (!mask) return OrdinaryFile(path);
        var text = File.ReadAllText(path);
        // A configuration that nobody can read has secrets that nobody can find.
        return new MemoryStream(Encoding.UTF8.GetBytes(SecretMask.WithoutSecrets(text, path) ?? "{}\n"));
    }

    private static FileStream? OrdinaryFile(string path)
    {
        SafeFileHandle handle;
        try
        {
            handle = RealFile.Open(path);
        }
        catch (UnauthorizedAccessException)
        {
            try
            {
                // Which of the two it was: this one tells a file that may not be read from a socket.
                handle = File.OpenHandle(path);
            }
            catch (IOException e) when (e is not FileNotFoundException)
            {
                return null;
            }
        }

        try
        {
            _ = RandomAccess.GetLength(handle);
            return new FileStream(handle, FileAccess.Read);
        }
        catch (NotSupportedException)
        {
            handle.Dispose();
            return null;
        }
    }

    /// <summary>First names, below the home folder, of the folders of agents.</summary>
    private List<string> Inside() => [.. workspaces.Select(Relative).Where(path => path is not null and not ".").Select(path => path!.Split('/')[0])];

    private IEnumerable<string> Outside() =>
        workspaces.Where(path => Relative(path) is null && Directory.Exists(path)).Concat(Configs.Where(path => path != config && Relative(path) is null && File.Exists(path)));

    private string? Relative(string path) => Path.GetRelativePath(home, path).Replace('\\', '/') is var relative && !relative.StartsWith("..", StringComparison.Ordinal) && !Path.IsPathRooted(relative) ? relative : null;
}
