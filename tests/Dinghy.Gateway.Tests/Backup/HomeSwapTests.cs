using System.IO.Compression;
using System.Runtime.Versioning;
using Dinghy.Gateway.Backup;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Backup;

/// <summary>How a restored home gets to its place, whatever that place is.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class HomeSwapTests : IDisposable
{
    private readonly TempHome _root = new();
    private readonly string _home;
    private readonly string _file;

    public HomeSwapTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "owners, links and mounts");
        (_home, _file) = (Path.Combine(_root.Path, "home"), Path.Combine(_root.Path, "copy.zip"));
        Directory.CreateDirectory(Path.Combine(_home, "workspace"));
        File.WriteAllText(Path.Combine(_home, "workspace", "note.md"), "THEN");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task What_root_restores_is_whose_the_home_was()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "only root gives files away");
        await BackupAsync();
        FileStat.Give(_home, 12345, 23456);
        (await new HomeRestore(_home, TimeProvider.System).RestoreAsync(_file, force: true, resume: false, Ct)).Problem.ShouldBeNull();
        foreach (var path in Directory.EnumerateFileSystemEntries(_home, "*", SearchOption.AllDirectories).Append(_home))
        {
            var stat = FileStat.Of(path).ShouldNotBeNull();
            (stat.Owner, stat.Group).ShouldBe((12345u, 23456u), path);
        }
    }

    [Fact]
    public async Task A_home_that_is_a_link_stays_one_and_where_it_leads_is_restored()
    {
        await BackupAsync();
        var link = Path.Combine(_root.Path, "link");
        Directory.CreateSymbolicLink(link, _home);
        await ChangeAsync();
        var done = await new HomeRestore(link, TimeProvider.System).RestoreAsync(_file, force: true, resume: false, Ct);
        new FileInfo(link).LinkTarget.ShouldBe(_home);
        Note(_home).ShouldBe("THEN");
        Note(done.Kept!).ShouldBe("NOW");
        done.Kept!.ShouldStartWith($"{_home}.before-restore-");
    }

    [Fact]
    public async Task Where_the_folder_must_stay_what_is_in_it_is_moved_and_kept_inside()
    {
        await BackupAsync();
        await ChangeAsync();
        File.SetUnixFileMode(_home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var number = FileStat.Of(_home)?.Number;
        var done = await new HomeRestore(_home, TimeProvider.System) { Inside = true }.RestoreAsync(_file, force: true, resume: false, Ct);
        (done.Problem, FileStat.Of(_home)?.Number).ShouldBe((null, number), "the same folder");
        (Note(_home), Note(done.Kept!)).ShouldBe(("THEN", "NOW"));
        Path.GetDirectoryName(done.Kept).ShouldBe(_home);
        HomeSwap.Leftovers(_home).ShouldBeEmpty();
        HomeLock.IsHeld(_home).ShouldBeFalse();

        // What is put aside is no part of the next backup, and a second restoration puts nothing of it away.
        File.Delete(_file);
        (await BackupAsync(secrets: true)).Files.Select(file => file.Path).ShouldBe(["workspace/note.md"]);
        var again = await new HomeRestore(_home, TimeProvider.System) { Inside = true }.RestoreAsync(_file, force: true, resume: false, Ct);
        (Note(done.Kept!), Note(again.Kept!)).ShouldBe(("NOW", "THEN"));
    }

    [Fact]
    public async Task A_gateway_that_starts_while_it_is_unpacked_keeps_its_home()
    {
        await BackupAsync();
        await ChangeAsync();
        HomeLock? started = null;
        var restore = new HomeRestore(_home, TimeProvider.System) { Room = _ => { started = HomeLock.Take(_home); return null; } };
        (await Should.ThrowAsync<StoreException>(() => restore.RestoreAsync(_file, force: true, resume: false, Ct))).Fault.ShouldBe(StoreFault.Locked);
        started!.Dispose();
        Note(_home).ShouldBe("NOW");
        Directory.GetDirectories(_root.Path).ShouldBe([_home]);
    }

    [Fact]
    public void What_a_killed_restore_left_is_known_by_its_whole_name()
    {
        var left = Directory.CreateDirectory($"{_home}.restoring-{Guid.NewGuid():N}").FullName;
        Directory.CreateDirectory($"{_home}.restoring-mine");
        HomeSwap.Leftovers(_home).ShouldBe([left]);
    }

    [Fact]
    public async Task Earlier_backups_and_what_is_made_anew_are_left_out_and_told_of()
    {
        Directory.CreateDirectory(Path.Combine(_home, "workspace", "backups"));
        Directory.CreateDirectory(Path.Combine(_home, "logs"));
        foreach (var name in new[] { "logs/gateway-1.jsonl", "knowledge.db" }) await File.WriteAllTextAsync(Path.Combine(_home, name), "x", Ct);
        await BackupAsync();
        File.Move(_file, Path.Combine(_home, "workspace", "backups", "one.zip"));
        using (var zip = ZipFile.Open(Path.Combine(_home, "workspace", "theirs.zip"), ZipArchiveMode.Create)) zip.CreateEntry("a.txt");
        foreach (var secrets in new[] { false, true })
        {
            var manifest = await BackupAsync(secrets);
            File.Delete(_file);
            manifest.Files.Select(file => file.Path).ShouldBe(["workspace/note.md", "workspace/theirs.zip"], ignoreOrder: true);
            manifest.LeftOut.ShouldBe(["knowledge.db", "logs", "workspace/backups/one.zip (a backup)"]);
        }
    }

    private async Task ChangeAsync() => await File.WriteAllTextAsync(Path.Combine(_home, "workspace", "note.md"), "NOW", Ct);

    private static string Note(string home) => File.ReadAllText(Path.Combine(home, "workspace", "note.md"));

    private Task<BackupManifest> BackupAsync(bool secrets = false) =>
        new HomeBackup(_home, Path.Combine(_home, "config.json"), [], "0.1.0", TimeProvider.System).MakeAsync(_file, secrets, Ct);
}
