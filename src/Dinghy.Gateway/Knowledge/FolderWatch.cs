namespace Dinghy.Gateway.Knowledge;

/// <summary>Notices changes in folders. Where the system can not tell, the next look through them does.</summary>
internal sealed class FolderWatch(Action changed, KnowledgeLog log) : IDisposable
{
    private readonly Dictionary<string, FileSystemWatcher> _watchers = new(StringComparer.Ordinal);

    /// <summary>Not to be called by two at once.</summary>
    public void Use(IReadOnlySet<string> folders, TimeSpan otherwise)
    {
        foreach (var gone in _watchers.Keys.Where(folder => !folders.Contains(folder)).ToList())
            if (_watchers.Remove(gone, out var watcher)) watcher.Dispose();
        foreach (var folder in folders.Where(folder => !_watchers.ContainsKey(folder))) Add(folder, otherwise);
    }

    public void Dispose()
    {
        foreach (var watcher in _watchers.Values) watcher.Dispose();
        _watchers.Clear();
    }

    private void Add(string folder, TimeSpan otherwise)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            if (!Directory.Exists(folder)) return;
            watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
            watcher.Created += (_, _) => changed();
            watcher.Changed += (_, _) => changed();
            watcher.Deleted += (_, _) => changed();
            watcher.Renamed += (_, _) => changed();
            // More happened than it could tell.
            watcher.Error += (_, _) => changed();
            watcher.EnableRaisingEvents = true;
            _watchers.Add(folder, watcher);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or PlatformNotSupportedException)
        {
            watcher?.Dispose();
            log.NotWatched(folder, otherwise.TotalMinutes, e.Message);
        }
    }
}
