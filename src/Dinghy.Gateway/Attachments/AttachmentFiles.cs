using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Attachments;

/// <summary>A file as it lies on the disk.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Stored">The same inside the attachments folder: what the store keeps, so that a home can move.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Type">By its bytes.</param>
internal sealed record KeptFile(string Path, string Stored, long Bytes, FileType Type);

/// <summary>The disk has no room, or will not take it. The message says which.</summary>
internal sealed class NoRoomException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// What people sent, as <c>attachments/yyyy-mm/turn-number-name</c> in the home folder: written beside its place and moved there when whole, never over another.
/// </summary>
internal sealed class AttachmentFiles(string home, Func<AttachmentsConfig> limits, TimeProvider time)
{
    /// <summary>The inbox lies on the same disk: files leave it room to go on.</summary>
    private const long KeepFree = 256L * 1024 * 1024;
    private const int MostTries = 100;

    /// <summary>The ending of files on their way.</summary>
    public const string Temporary = ".part";

    public string Root { get; } = Path.Combine(Path.GetFullPath(home), "attachments");

    /// <summary>Free bytes on a folder's disk.</summary>
    public Func<string, long> FreeSpace { get; init; } = folder => new DriveInfo(folder).AvailableFreeSpace;

    /// <summary>Streams a file to the disk.</summary>
    /// <param name="turnId">The turn it belongs to; part of its name.</param>
    /// <param name="number">Its place in the message.</param>
    /// <param name="name">From <see cref="SafeName"/>.</param>
    /// <param name="content">Bounded; what it throws passes through.</param>
    /// <param name="ct">Leaves nothing behind.</param>
    /// <exception cref="NoRoomException">The disk is full or can not be written.</exception>
    public async Task<KeptFile> KeepAsync(long turnId, int number, string name, Stream content, CancellationToken ct)
    {
        var month = time.GetUtcNow().ToString("yyyy-MM");
        var folder = Path.Combine(Root, month);
        var part = Path.Combine(folder, $"{turnId}-{number}-{Guid.NewGuid():N}{Temporary}");
        try
        {
            PrivateFolder.Make(folder);
            if (FreeSpace(folder) is var free && free < KeepFree + limits().MaxBytes) throw new NoRoomException($"only {free >> 20} MB are free");
            await WriteAsync(part, content, ct);
            File.SetLastWriteTimeUtc(part, time.GetUtcNow().UtcDateTime);
            var type = Sniffer.Of(part, name);
            var path = Move(part, folder, $"{turnId}-{number}", SafeName.WithEnding(name, type.Ending));
            return new(path, $"{month}/{Path.GetFileName(path)}", new FileInfo(path).Length, type);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NoRoomException(e.Message, e);
        }
        finally
        {
            Remove(part);
        }
    }

    /// <summary>Where a stored path lies; null when nothing lies there any more, or the path leads elsewhere.</summary>
    public string? Find(string stored)
    {
        var path = Path.GetFullPath(Path.Combine(Root, stored));
        return path.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(path) ? path : null;
    }

    private static async Task WriteAsync(string path, Stream content, CancellationToken ct)
    {
        var options = PrivateFile.Options();
        options.Options = FileOptions.Asynchronous;
        await using var file = new FileStream(path, options);
        await content.CopyToAsync(file, ct);
        // The store will say that it is here: so it must be, after a power cut too.
        file.Flush(flushToDisk: true);
    }

    private static string Move(string part, string folder, string key, string name)
    {
        for (var number = 1; ; number++)
        {
            var path = Path.Combine(folder, number == 1 ? $"{key}-{name}" : $"{key}-{number}-{name}");
            try
            {
                File.Move(part, path, overwrite: false);
                return path;
            }
            catch (IOException) when (number < MostTries && File.Exists(path))
            {
                // From before a crash; that one is the sweeper's.
            }
        }
    }

    private static void Remove(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The sweeper takes it another day.
        }
    }
}
