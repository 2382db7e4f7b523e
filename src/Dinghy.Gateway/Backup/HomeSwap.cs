using System.Globalization;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Backup;

/// <summary>
/// Where a restored home is made and how it gets to its place. Beside it, and then two folders are renamed; where the home is a mount point, or its
/// parent can not be written, inside of it, and what is in it is moved. A home that is a link stays one.
/// </summary>
internal sealed class HomeSwap
{
    private const string Restoring = ".restoring-";
    private const string Before = ".before-restore-";

    private readonly string _place;
    private readonly TimeProvider _time;
    private readonly bool _inside;
    private readonly (uint Owner, uint Group)? _owner;

    /// <param name="home">Need not be there.</param>
    /// <param name="inside">Null: as the place wants it.</param>
    /// <param name="time">The clock.</param>
    public HomeSwap(string home, bool? inside, TimeProvider time)
    {
        (_place, _time) = (PlaceOf(home), time);
        _inside = Directory.Exists(_place) && (inside ?? (FileStat.IsMountPoint(_place) || !CanWriteBeside()));
        Folder = _inside ? Path.Combine(_place, $"{Restoring}{Guid.NewGuid():N}") : $"{_place}{Restoring}{Guid.NewGuid():N}";
        _owner = FileStat.Of(_place) is { } stat ? (stat.Owner, stat.Group) : null;
    }

    /// <summary>Where the restored home is made.</summary>
    public string Folder { get; }

    /// <summary>Of a name in a home: an earlier home that a restoration put aside there, or one that it did not finish.</summary>
    public static bool IsOurs(string name) => name.StartsWith(Before, StringComparison.Ordinal) || name.StartsWith(Restoring, StringComparison.Ordinal);

    /// <summary>What killed restores left: copies of a home, with all that is in it.</summary>
    public static IReadOnlyList<string> Leftovers(string home)
    {
        var place = PlaceOf(home);
        var parent = Path.GetDirectoryName(place);
        string[] beside = parent is not null && Directory.Exists(parent) ? Directory.GetDirectories(parent, $"{Path.GetFileName(place)}{Restoring}*") : [];
        string[] inside = Directory.Exists(place) ? Directory.GetDirectories(place, $"{Restoring}*") : [];
        return [.. beside.Concat(inside).Where(folder => folder.Length > 32 && folder[^32..].All(char.IsAsciiHexDigitLower) && folder[..^32].EndsWith(Restoring, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Nobody else can take the home meanwhile.</summary>
    /// <returns>Where what was there lies now; null: nothing was.</returns>
    /// <exception cref="StoreException">A gateway was started on it meanwhile.</exception>
    public string? Do()
    {
        GiveToOwner();
        if (!Directory.Exists(_place))
        {
            Directory.Move(Folder, _place);
            return null;
        }

        if (!_inside && !Directory.EnumerateFileSystemEntries(_place).Any())
        {
            Directory.Delete(_place);
            Directory.Move(Folder, _place);
            return null;
        }

        var held = HomeLock.Take(_place);
        try
        {
            if (_inside) return MoveContents();
            // An open file keeps a folder in its place there.
            if (OperatingSystem.IsWindows()) held.Dispose();
            return Rename();
        }
        finally
        {
            held.Dispose();
        }
    }

    private string Rename()
    {
        var kept = $"{_place}{Before}{Stamp()}";
        Directory.Move(_place, kept);
        try
        {
            Directory.Move(Folder, _place);
        }
        catch (IOException) when (!Path.Exists(_place))
        {
            Directory.Move(kept, _place);
            throw;
        }

        // Ours, of the moment in which it was held.
        File.Delete(Path.Combine(kept, "gateway.pid"));
        return kept;
    }

    private string? MoveContents()
    {
        string[] mine = ["gateway.lock", "gateway.pid", "lost+found", Path.GetFileName(Folder)];
        var old = Directory.EnumerateFileSystemEntries(_place).Where(path => !mine.Contains(Path.GetFileName(path), StringComparer.Ordinal) && !Path.GetFileName(path).StartsWith(Before, StringComparison.Ordinal)).ToList();
        var kept = Path.Combine(_place, $"{Before}{Stamp()}");
        var moved = new Stack<(string From, string To)>();
        try
        {
            if (old.Count > 0) PrivateFolder.Make(kept);
            foreach (var path in old) Move(path, Path.Combine(kept, Path.GetFileName(path)));
            foreach (var path in Directory.EnumerateFileSystemEntries(Folder).ToList()) Move(path, Path.Combine(_place, Path.GetFileName(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            while (moved.TryPop(out var one)) MoveOne(one.To, one.From);
            if (Directory.Exists(kept)) Directory.Delete(kept);
            throw;
        }

        if (_owner is { } owner && old.Count > 0) FileStat.Give(kept, owner.Owner, owner.Group);
        return old.Count > 0 ? kept : null;

        void Move(string from, string to)
        {
            MoveOne(from, to);
            moved.Push((from, to));
        }
    }

    private static void MoveOne(string from, string to)
    {
        if (Directory.Exists(from) && new FileInfo(from).LinkTarget is null) Directory.Move(from, to);
        else File.Move(from, to);
    }

    /// <summary>Root restores what a service's user reads.</summary>
    private void GiveToOwner()
    {
        if (_owner is not { } owner) return;
        foreach (var path in Directory.EnumerateFileSystemEntries(Folder, "*", SearchOption.AllDirectories).Append(Folder)) FileStat.Give(path, owner.Owner, owner.Group);
    }

    private bool CanWriteBeside()
    {
        try
        {
            var probe = $"{_place}{Restoring}{Guid.NewGuid():N}";
            PrivateFolder.Make(probe);
            Directory.Delete(probe);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string Stamp() => _time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);

    private static string PlaceOf(string home)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(home));
        return new FileInfo(full).LinkTarget is null ? full : Path.TrimEndingDirectorySeparator(Directory.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName);
    }
}
