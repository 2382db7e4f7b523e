using System.Text.RegularExpressions;
using Dinghy.Gateway.Backup;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Gateway.Doctor;

/// <summary>Something of ours that can be put right.</summary>
/// <param name="Id">Stable, for scripts: <c>home.modes</c>.</param>
/// <param name="Target">A file, or a key of the configuration.</param>
/// <param name="What">What is done.</param>
internal record Repair(string Id, string Target, Words What)
{
    /// <summary>Null: it was only looked at.</summary>
    public bool? Done { get; init; }

    /// <summary>Why not, where it was tried and failed.</summary>
    public string? Failure { get; init; }
}

/// <summary>A misspelt key of the configuration.</summary>
/// <param name="Key">Where it stands.</param>
/// <param name="To">The key that can only be meant.</param>
internal sealed record KeyRepair(string Key, string To) : Repair("config.keys", Key, new($"改名为 {To}", $"renamed to {To}"));

/// <summary>What can be put right of a home folder without a question: nothing that anybody wrote is in what goes. Of files that a running gateway may be using, none is touched.</summary>
internal static partial class HomeRepairs
{
    /// <summary>Younger ones may be in somebody's hands.</summary>
    private static readonly TimeSpan s_abandoned = TimeSpan.FromHours(1);

    private static readonly EnumerationOptions s_noLinks = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>What there is to do, each with its deed.</summary>
    /// <param name="home">May be missing.</param>
    /// <param name="configFile">May lie elsewhere.</param>
    /// <param name="now">By which a file is old.</param>
    public static IReadOnlyList<(Repair Repair, Action Do)> Find(string home, string configFile, DateTimeOffset now)
    {
        var found = new List<(Repair, Action)>();
        // A link's mode is its target's, which may be anybody's.
        foreach (var path in HomePrivacy.OpenToOthers(home, configFile).Where(path => new FileInfo(path).LinkTarget is null))
            found.Add((new Repair("home.modes", path, new("收回其他用户的读权限", "nobody else reads it any more")), () => Close(path)));
        if (!Directory.Exists(home)) return found;
        if (HomeLock.IsHeld(home))
        {
            if (IsOld(home)) found.Add((Upgraded(home) with { Done = false, Failure = Busy(home) }, () => Upgrade(home)));
            return found;
        }

        // Whoever held the home leaves its number, also in order; one that was killed leaves its address, too.
        foreach (var name in File.Exists(Path.Combine(home, "gateway.json")) ? new[] { "gateway.json", "gateway.pid" } : [])
            if (Path.Combine(home, name) is var left && File.Exists(left))
                found.Add((new Repair("home.stale", left, new("删掉被杀掉的网关留下的文件", "left by a gateway that was killed; removed")), () => File.Delete(left)));
        foreach (var file in Unfinished(home, now))
            found.Add((new Repair("home.leftovers", file, new("删掉没写完的临时文件", "a file that was never finished; removed")), () => File.Delete(file)));
        foreach (var folder in HomeSwap.Leftovers(home).Where(folder => now.UtcDateTime - Directory.GetLastWriteTimeUtc(folder) > s_abandoned))
            found.Add((new Repair("home.leftovers", folder, new("删掉中断的恢复留下的目录", "left by a restore that was killed; removed")), () => Directory.Delete(folder, recursive: true)));
        if (IsOld(home))
            found.Add((Upgraded(home), () => Upgrade(home)));
        return found;
    }

    /// <summary>As told; what fails does not keep the others from being done.</summary>
    public static IReadOnlyList<Repair> Do(IReadOnlyList<(Repair Repair, Action Do)> found) => [.. found.Select(one =>
    {
        try
        {
            one.Do();
            return one.Repair with { Done = true, Failure = null };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StoreException)
        {
            return one.Repair with { Done = false, Failure = one.Repair.Failure ?? e.Message };
        }
    })];

    private static IEnumerable<string> Unfinished(string home, DateTimeOffset now)
    {
        var attachments = Path.Combine(home, "attachments");
        var all = Directory.EnumerateFiles(home).Where(file => IsUnfinished(Path.GetFileName(file)))
            .Concat(Directory.Exists(attachments) ? Directory.EnumerateFiles(attachments, "*.part", s_noLinks) : []);
        return all.Where(file => now.UtcDateTime - File.GetLastWriteTimeUtc(file) > s_abandoned).Order(StringComparer.Ordinal);
    }

    /// <summary>What our own writers call a file that is not whole yet: by that whole name, for a person may call a file as they like.</summary>
    private static bool IsUnfinished(string name) =>
        name is "gateway.token.new" or "gateway.json.new" or "console.sessions.new" || OurName().IsMatch(name);

    [GeneratedRegex(@"^(\.dinghy-doctor-\d+|.+\.[0-9a-f]{32}\.(new|part)|\.privacy-[0-9a-f]{32}\.tmp)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OurName();

    private static bool IsOld(string home)
    {
        try
        {
            return SqliteInspection.Look(home) is { } store && store.Schema < SqliteUpgrades.Newest;
        }
        catch (StoreException)
        {
            // The check that finds it damaged says what to do: that is no repair of ours.
            return false;
        }
    }

    private static Repair Upgraded(string home) => new("home.database", Path.Combine(home, "dinghy.db"), new("升级数据库", "the database is upgraded to this program's schema"));

    private static string Busy(string home) => HomeLock.Holder(home) is { } holder
        ? $"process {holder.ProcessId}, an older program, is at work on it; dinghy gateway restart upgrades it"
        : "another program is at work on it; dinghy gateway restart upgrades it";

    private static void Upgrade(string home)
    {
        using var held = HomeLock.Take(home);
        SqliteStore.Open(home).DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static void Close(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) & (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }
}
