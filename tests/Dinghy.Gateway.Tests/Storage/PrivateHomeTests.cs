using System.Runtime.Versioning;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Storage;

/// <summary>What is made in a home is its owner's alone, whatever lay there before.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PrivateHomeTests : IDisposable
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everyone = Mine | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly TempHome _root = new();

    private string Home => Path.Combine(_root.Path, "a", "home");

    public PrivateHomeTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "modes of files");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Fact]
    public void A_home_that_is_taken_and_its_lock_are_their_owners_and_the_note_of_the_process_goes_with_it()
    {
        using (HomeLock.Take(Home))
        {
            File.GetUnixFileMode(Home).ShouldBe(Mine | UnixFileMode.UserExecute);
            File.GetUnixFileMode(Path.Combine(Home, "gateway.lock")).ShouldBe(Mine);
            File.GetUnixFileMode(Path.Combine(Home, "gateway.pid")).ShouldBe(Mine);
            HomeLock.Holder(Home)!.ProcessId.ShouldBe(Environment.ProcessId);
        }

        File.Exists(Path.Combine(Home, "gateway.pid")).ShouldBeFalse();
    }

    [Fact]
    public void What_an_older_program_left_open_is_shut_and_a_prepared_link_is_not_followed()
    {
        Directory.CreateDirectory(Home);
        var (lockFile, other) = (Path.Combine(Home, "gateway.lock"), Path.Combine(_root.Path, "other"));
        File.WriteAllText(lockFile, "");
        File.SetUnixFileMode(lockFile, Everyone);
        File.WriteAllText(other, "not ours");
        File.CreateSymbolicLink(Path.Combine(Home, "gateway.pid"), other);
        using var held = HomeLock.Take(Home);
        File.GetUnixFileMode(lockFile).ShouldBe(Mine);
        File.ReadAllText(other).ShouldBe("not ours");
    }

    [Fact]
    public void A_note_of_another_process_is_not_taken_away()
    {
        var held = HomeLock.Take(Home);
        File.WriteAllText(Path.Combine(Home, "gateway.pid"), "4711");
        held.Dispose();
        File.ReadAllText(Path.Combine(Home, "gateway.pid")).ShouldBe("4711");
    }

    [Fact]
    public void A_home_that_an_edit_or_an_earlier_version_makes_is_its_owners()
    {
        var source = new ConfigSource { Home = Home, Environment = _ => null, VariableNames = [] };
        var editor = new ConfigEditor(source, new ConfigHistory(Home, TimeProvider.System));
        editor.Set("language", "en").Done.ShouldBeTrue();
        editor.Set("language", "zh").Done.ShouldBeTrue();
        new PendingChanges(Home, TimeProvider.System).Add("somebody", ["tools.exec"], "none", "{}");
        foreach (var folder in new[] { Home, Path.Combine(Home, "config-history"), Path.Combine(Home, "config-pending") }) File.GetUnixFileMode(folder).ShouldBe(Mine | UnixFileMode.UserExecute, folder);
        PrivateFolder.IsOpen(Home).ShouldBeFalse();
        File.SetUnixFileMode(Home, Mine | UnixFileMode.UserExecute | UnixFileMode.GroupRead);
        PrivateFolder.IsOpen(Home).ShouldBeTrue();
        PrivateFolder.Make(Home);
        File.GetUnixFileMode(Home).HasFlag(UnixFileMode.GroupRead).ShouldBeTrue("whoever chose that keeps it");
    }

    [Fact]
    public void A_configuration_that_everybody_could_read_is_its_owners_as_soon_as_it_holds_a_secret_and_that_is_said()
    {
        const UnixFileMode Readable = Mine | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        var file = Path.Combine(_root.Path, "config.json");
        File.WriteAllText(file, """{ "channels": { "dingtalk": { "client_id": "dinga", "client_secret": "${SECRET}" } } }""");
        File.SetUnixFileMode(file, Readable);
        var source = new ConfigSource { Home = _root.Path, Environment = name => name == "SECRET" ? "hush" : null, VariableNames = [] };
        var editor = new ConfigEditor(source, new ConfigHistory(_root.Path, TimeProvider.System));
        editor.Set("language", "en").Sentence.ShouldNotContain("other users");
        File.GetUnixFileMode(file).ShouldBe(Readable, "a variable is no secret");
        editor.Set("channels.dingtalk.client_secret", "hush-hush").Sentence.ShouldContain("other users");
        File.GetUnixFileMode(file).ShouldBe(Mine);
    }

    [Fact]
    public async Task A_file_that_is_made_whole_is_its_owners_and_follows_and_replaces_nothing()
    {
        var file = Path.Combine(_root.Path, "copy.zip");
        // What another prepared under the name that could be foreseen.
        var (prepared, target) = ($"{file}.part", Path.Combine(_root.Path, "target"));
        await File.WriteAllTextAsync(target, "not ours", Ct);
        File.CreateSymbolicLink(prepared, target);
        string[] during = [];
        await WholeFile.WriteAsync(file, async stream =>
        {
            during = [.. Directory.GetFiles(_root.Path, "copy.zip.*.part").Where(path => path != prepared)];
            File.GetUnixFileMode(during.ShouldHaveSingleItem()).ShouldBe(Mine);
            await stream.WriteAsync("whole"u8.ToArray(), Ct);
        });
        (await File.ReadAllTextAsync(file, Ct)).ShouldBe("whole");
        File.GetUnixFileMode(file).ShouldBe(Mine);
        (await File.ReadAllTextAsync(target, Ct)).ShouldBe("not ours");
        File.Exists(during[0]).ShouldBeFalse();

        await Should.ThrowAsync<IOException>(() => WholeFile.WriteAsync(file, _ => Task.CompletedTask));
        await Should.ThrowAsync<InvalidOperationException>(() => WholeFile.WriteAsync($"{file}2", _ => throw new InvalidOperationException("half")));
        var dangling = Path.Combine(_root.Path, "dangling");
        File.CreateSymbolicLink(dangling, Path.Combine(_root.Path, "nowhere"));
        await Should.ThrowAsync<IOException>(() => WholeFile.WriteAsync(dangling, _ => Task.CompletedTask));
        Directory.GetFiles(_root.Path).Select(Path.GetFileName).ShouldBe(["copy.zip", "copy.zip.part", "target", "dangling"], ignoreOrder: true);
        (await File.ReadAllTextAsync(file, Ct)).ShouldBe("whole");
    }
}
