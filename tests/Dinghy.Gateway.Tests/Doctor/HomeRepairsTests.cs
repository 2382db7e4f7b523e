using System.Runtime.Versioning;
using Dinghy.Gateway.Doctor;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Doctor;

/// <summary>What is ours is known by its whole name, and nobody else's file is touched, not through a link either.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class HomeRepairsTests : IDisposable
{
    private const UnixFileMode Open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly TempHome _root = new();
    private readonly string _home;

    public HomeRepairsTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes of files");
        _home = Directory.CreateDirectory(Path.Combine(_root.Path, "home")).FullName;
        File.SetUnixFileMode(_home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Only_unfinished_files_of_our_own_names_go()
    {
        var id = Guid.NewGuid().ToString("N");
        string[] ours = ["gateway.token.new", "gateway.json.new", "console.sessions.new", $"config.json.{id}.new", $"copy.zip.{id}.part", ".dinghy-doctor-17", $".privacy-{id}.tmp"];
        string[] theirs = ["notes.new", "config.json.x.new", "copy.zip.part", ".dinghy-doctor-x", "a.tmp", $"{id}.new.txt"];
        foreach (var name in ours.Concat(theirs)) Old(Path.Combine(_home, name));
        var killed = Directory.CreateDirectory($"{_home}.restoring-{id}").FullName;
        Directory.SetLastWriteTimeUtc(killed, DateTime.UnixEpoch);

        HomeRepairs.Do(Find()).ShouldAllBe(repair => repair.Id == "home.leftovers" && repair.Done == true);
        Directory.GetFiles(_home).Select(Path.GetFileName).ShouldBe(theirs, ignoreOrder: true);
        Directory.Exists(killed).ShouldBeFalse();
    }

    [Fact]
    public void Everything_private_is_looked_at_and_no_mode_is_changed_through_a_link()
    {
        var outside = Path.Combine(_root.Path, "their.env");
        Old(outside);
        File.SetUnixFileMode(outside, Open);
        File.CreateSymbolicLink(Path.Combine(_home, "gateway.env"), outside);
        string[] files = ["console.sessions", "knowledge.db", "channels.yaml", "gateway.token"];
        string[] folders = ["config-history", "talks", "logs"];
        foreach (var name in files) Old(Path.Combine(_home, name));
        foreach (var name in files) File.SetUnixFileMode(Path.Combine(_home, name), Open);
        foreach (var name in folders) File.SetUnixFileMode(Directory.CreateDirectory(Path.Combine(_home, name)).FullName, Open | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        HomePrivacy.OpenToOthers(_home, Path.Combine(_home, "config.json")).ShouldBeEmpty("nobody gets into the home");

        File.SetUnixFileMode(_home, Open | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        HomePrivacy.OpenToOthers(_home, Path.Combine(_home, "config.json")).ShouldBe(
            [_home, .. files.Concat(folders).Append("gateway.env").Select(name => Path.Combine(_home, name))], ignoreOrder: true);
        HomeRepairs.Do(Find()).ShouldAllBe(repair => repair.Done == true);
        HomePrivacy.OpenToOthers(_home, Path.Combine(_home, "config.json")).ShouldBeEmpty();
        File.GetUnixFileMode(outside).ShouldBe(Open, "that file is another's");
    }

    private IReadOnlyList<(Repair Repair, Action Do)> Find() => HomeRepairs.Find(_home, Path.Combine(_home, "config.json"), TimeProvider.System.GetUtcNow());

    private static void Old(string path)
    {
        File.WriteAllText(path, "");
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
    }
}
