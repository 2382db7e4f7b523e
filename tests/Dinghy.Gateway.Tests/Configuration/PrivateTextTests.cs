using System.Diagnostics;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class PrivateTextTests : IDisposable
{
    private readonly TempHome _home = new();

    private string FilePath => Path.Combine(_home.Path, "a.json");

    public void Dispose() => _home.Dispose();

    [Fact]
    public void A_new_file_is_its_owners_only()
    {
        PrivateText.Write(FilePath, "new");
        File.ReadAllText(FilePath).ShouldBe("new");
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(FilePath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead)]
    public void A_file_that_is_replaced_stays_open_to_whom_it_was(UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows()) return;
        File.WriteAllText(FilePath, "old");
        File.SetUnixFileMode(FilePath, mode);
        PrivateText.Write(FilePath, "new");
        (File.ReadAllText(FilePath), File.GetUnixFileMode(FilePath)).ShouldBe(("new", mode));
    }

    /// <summary>0644 is what a umask left; 0640 is how a service reads what root edits.</summary>
    [Theory]
    [InlineData(UnixFileMode.GroupRead | UnixFileMode.OtherRead, UnixFileMode.None, true)]
    [InlineData(UnixFileMode.OtherRead, UnixFileMode.None, true)]
    [InlineData(UnixFileMode.GroupRead, UnixFileMode.GroupRead, false)]
    [InlineData(UnixFileMode.None, UnixFileMode.None, false)]
    public void A_file_that_gets_a_secret_is_shut_to_others(UnixFileMode before, UnixFileMode after, bool shut)
    {
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.WriteAllText(FilePath, "old");
        File.SetUnixFileMode(FilePath, Mine | before);
        PrivateText.Write(FilePath, "secret", secret: true).ShouldBe(shut);
        File.GetUnixFileMode(FilePath).ShouldBe(Mine | after);
    }

    [Fact]
    public async Task A_file_that_is_replaced_stays_whose_it_was()
    {
        if (!OperatingSystem.IsLinux()) return;
        await File.WriteAllTextAsync(FilePath, "old", TestContext.Current.CancellationToken);
        var mine = FileStat.Of(FilePath).ShouldNotBeNull();
        FileStat.Of(FilePath + ".none").ShouldBeNull();
        FileStat.Give(FilePath, 12345, 23456);
        var given = FileStat.Of(FilePath).ShouldNotBeNull();
        // Only root gives files away; others keep what is theirs.
        (given.Owner, given.Group).ShouldBe(Environment.UserName == "root" ? (12345u, 23456u) : (mine.Owner, mine.Group));
        PrivateText.Write(FilePath, "new");
        var replaced = FileStat.Of(FilePath).ShouldNotBeNull();
        (replaced.Owner, replaced.Group).ShouldBe((given.Owner, given.Group));
        replaced.Number.ShouldNotBe(given.Number, "another file of that name");
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%u %g", FilePath]) { RedirectStandardOutput = true })!;
        (await stat.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim().ShouldBe($"{given.Owner} {given.Group}", "another program sees the same");
    }
}
