using System.Globalization;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Attachments;

/// <summary>Takes files away that are too old, and the oldest while all together are too many bytes. What a running turn needs stays.</summary>
internal sealed class AttachmentSweeper(AttachmentFiles files, IAttachmentStore store, Func<AttachmentsConfig> limits, TimeProvider time, AttachmentLog log) : IDisposable
{
    private static readonly TimeSpan s_abandoned = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _one = new(1, 1);
    private long _total = -1;

    /// <summary>For housekeeping, at the start and once a day. What goes wrong is logged.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            // Listed before the running turns are asked for: a file that is there now had its turn in the store before.
            var found = Found();
            var running = await store.RunningTurnsAsync(ct);
            Interlocked.Exchange(ref _total, Sweep(found, running));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StoreException)
        {
            log.NotSwept(e);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Before a file is fetched: whether there is room for one more, after taking old ones away if need be.</summary>
    public async Task<bool> HasRoomAsync(CancellationToken ct)
    {
        if (Fits()) return true;
        await SweepAsync(ct);
        return Fits();
    }

    public void Added(long bytes) => Interlocked.Add(ref _total, bytes);

    public void Dispose() => _one.Dispose();

    // Unknown until the first sweep.
    private bool Fits() => Interlocked.Read(ref _total) is >= 0 and var total && total + limits().MaxBytes <= limits().MaxTotalBytes;

    private List<FileInfo> Found()
    {
        var root = new DirectoryInfo(files.Root);
        return root.Exists ? [.. root.EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.FullName, StringComparer.Ordinal)] : [];
    }

    private long Sweep(List<FileInfo> oldestFirst, IReadOnlySet<long> running)
    {
        var (total, removed, bytes) = (oldestFirst.Sum(file => file.Length), 0, 0L);
        foreach (var file in oldestFirst)
        {
            if (running.Contains(TurnOf(file.Name)) || !(Old(file) || total + limits().MaxBytes > limits().MaxTotalBytes)) continue;
            var length = file.Length;
            file.Delete();
            (total, removed, bytes) = (total - length, removed + 1, bytes + length);
        }

        if (removed > 0) log.Swept(removed, bytes, limits().Keep.TotalDays);
        RemoveEmptyFolders();
        return total;
    }

    private bool Old(FileInfo file)
    {
        var age = time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc;
        return age > limits().Keep || (age > s_abandoned && file.Name.EndsWith(AttachmentFiles.Temporary, StringComparison.Ordinal));
    }

    private static long TurnOf(string name) => long.TryParse(name.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var turn) ? turn : -1;

    private void RemoveEmptyFolders()
    {
        if (!Directory.Exists(files.Root)) return;
        var now = time.GetUtcNow().ToString("yyyy-MM");
        foreach (var folder in Directory.EnumerateDirectories(files.Root))
            if (Path.GetFileName(folder) != now && !Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
    }
}
