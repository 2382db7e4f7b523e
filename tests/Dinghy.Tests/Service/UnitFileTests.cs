using System.Diagnostics;
using Dinghy.Cli;
using Dinghy.Service;
using Dinghy.Tests.Support;

namespace Dinghy.Tests.Service;

public sealed class UnitFileTests : IDisposable
{
    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void A_unit_is_hardened_notifies_and_may_write_into_its_home_only()
    {
        var lines = UnitFile.Write(new UnitOrder(["/usr/bin/dinghy"], "/var/lib/dinghy") { System = true, RunAs = "dinghy" }).Split('\n');
        foreach (var wanted in new[]
        {
            "Type=notify", "NotifyAccess=main", "Restart=always", "RestartPreventExitStatus=2 3", "User=dinghy", "NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes",
            "ReadWritePaths=\"/var/lib/dinghy\"", "MemoryDenyWriteExecute=no", "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK", "CapabilityBoundingSet=", "StateDirectory=dinghy",
            "ExecStart=\"/usr/bin/dinghy\" \"gateway\" \"--home\" \"/var/lib/dinghy\"", "WantedBy=multi-user.target",
        }) lines.ShouldContain(wanted);
    }

    /// <summary>Written by: dinghy gateway install --dry-run --system --run-as dinghy, with the package's own path.</summary>
    [Fact]
    public async Task The_packages_unit_is_the_one_that_the_program_writes() =>
        (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "eng/package/dinghy.service"), TestContext.Current.CancellationToken))
            .ShouldBe(UnitFile.Write(new UnitOrder(["/usr/bin/dinghy"], UnitFile.SystemHome) { System = true, RunAs = "dinghy" }));

    [Fact]
    public void A_persons_unit_takes_no_capabilities_away_for_their_manager_could_not()
    {
        var unit = UnitFile.Write(new UnitOrder(["/usr/bin/dinghy"], "/home/x/.dinghy"));
        foreach (var never in new[] { "Capability", "PrivateDevices", "ProtectKernel", "ProtectClock", "User=", "network-online" }) unit.ShouldNotContain(never);
        unit.ShouldContain("WantedBy=default.target");
    }

    [Fact]
    public void Blanks_percents_dollars_quotes_and_backslashes_of_paths_mean_themselves()
    {
        var unit = UnitFile.Write(new UnitOrder(["/opt/my $tools/dinghy"], "/home/x/100% $HOME \"q\" \\n") { Config = "/etc/din ghy.json", Writes = ["/data/a b", "/home/x/100% $HOME \"q\" \\n/workspace"] });
        unit.ShouldContain("""ExecStart="/opt/my $tools/dinghy" "gateway" "--home" "/home/x/100%% $$HOME \"q\" \\n" "--config" "/etc/din ghy.json" """.TrimEnd() + "\n");
        unit.ShouldContain("""ReadWritePaths="/home/x/100%% $HOME \"q\" \\n" "-/data/a b" """.TrimEnd() + "\n");
        unit.ShouldContain("EnvironmentFile=-/home/x/100%% $HOME \"q\" \\n/gateway.env\n");
    }

    [Fact]
    public void A_path_that_would_begin_another_line_is_refused() =>
        Should.Throw<NotSupportedException>(() => UnitFile.Write(new UnitOrder(["/usr/bin/dinghy"], "/home/x\nExecStart=/bin/sh"))).Message.ShouldNotContain("\n");

    [Fact]
    public void Bubblewrap_keeps_the_whole_of_proc()
    {
        UnitFile.Write(new UnitOrder(["/usr/bin/dinghy"], "/h") { System = true, Namespaces = true }).ShouldNotContain("ProtectKernelTunables");
        UnitFile.Write(new UnitOrder(["/usr/bin/dinghy"], "/h") { System = true }).ShouldContain("ProtectKernelTunables=yes");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Namespaces_and_rare_system_calls_are_for_bubblewrap_alone(bool system)
    {
        foreach (var line in new[] { "RestrictNamespaces=yes", "SystemCallFilter=@system-service", "SystemCallErrorNumber=EPERM" })
        {
            UnitFile.Write(new UnitOrder(["/usr/bin/dinghy"], "/h") { System = system }).Split('\n').ShouldContain(line);
            UnitFile.Write(new UnitOrder(["/usr/bin/dinghy"], "/h") { System = system, Namespaces = true }).Split('\n').ShouldNotContain(line);
        }
    }

    [Theory]
    [InlineData("/var/lib/x", null, true)]
    [InlineData("/home/x/.dinghy", null, false)]
    [InlineData("/var/lib/x", "/home/shared/docs", false)]
    [InlineData("/homes/x", "/rooted", true)]
    public void Where_people_live_is_hidden_from_a_service_that_needs_nothing_of_it(string home, string? documents, bool hidden)
    {
        UnitFile.Write(new UnitOrder(["/usr/bin/dinghy"], home) { System = true, Reads = documents is null ? [] : [documents] }).Contains("ProtectHome=tmpfs\n", StringComparison.Ordinal).ShouldBe(hidden);
        UnitFile.Write(new UnitOrder(["/usr/bin/dinghy"], home)).ShouldNotContain("ProtectHome", Case.Sensitive, "a person's own lies there");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Systemd_finds_nothing_wrong_with_it(bool system)
    {
        var verify = new ProcessStartInfo("systemd-analyze") { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        var home = Directory.CreateDirectory(_home.File("ho me 100%")).FullName;
        var program = Path.Combine(home, "din ghy");
        await File.WriteAllTextAsync(program, "#!/bin/sh\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var file = _home.File("dinghy.service");
        await File.WriteAllTextAsync(file, UnitFile.Write(new UnitOrder([program], home) { System = system, RunAs = system ? "root" : null, Writes = ["/not/there"] }), TestContext.Current.CancellationToken);
        foreach (var word in new[] { "verify", "--man=no", file }) verify.ArgumentList.Add(word);
        Process? process = null;
        try
        {
            process = Process.Start(verify);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("systemd-analyze is not installed here.");
        }

        using (process)
        {
            var words = await process!.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            // What it says of other units of this machine is not about ours.
            words.Split('\n').Where(line => line.Contains("dinghy.service", StringComparison.Ordinal)).ShouldBeEmpty();
            process.ExitCode.ShouldBe(0, words);
        }
    }

    [Fact]
    public async Task Install_dry_run_prints_the_unit_and_changes_nothing()
    {
        var run = await _home.RunAsync("gateway", "install", "--dry-run");
        run.Code.ShouldBe(ExitCodes.Ok, run.Error);
        run.Out.ShouldStartWith("[Unit]\n");
        run.Out.ShouldContain($"\"--home\" \"{_home.Path}\"");
        Directory.GetFileSystemEntries(_home.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_configuration_elsewhere_gives_no_right_to_write_beside_it_and_that_is_said()
    {
        var folder = Directory.CreateTempSubdirectory("dinghy-etc-");
        try
        {
            var config = Path.Combine(folder.FullName, "dinghy.json");
            await File.WriteAllTextAsync(config, "{}", TestContext.Current.CancellationToken);
            var run = await _home.RunAsync("gateway", "install", "--dry-run", "--config", config);
            run.Code.ShouldBe(ExitCodes.Ok, run.Error);
            var writes = run.Out.Split('\n').Single(line => line.StartsWith("ReadWritePaths=", StringComparison.Ordinal));
            writes.ShouldNotContain(folder.FullName);
            run.Error.ShouldContain($"{config} lies outside of the home");
            run.Error.ShouldContain("ReadWritePaths=");
            (await _home.RunAsync("gateway", "install", "--dry-run")).Error.ShouldNotContain("outside of the home");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("gateway", "install", "--system", "--user", "--dry-run")]
    [InlineData("gateway", "install", "--name", "../evil", "--dry-run")]
    [InlineData("gateway", "install", "--system", "--run-as", "a b", "--dry-run")]
    [InlineData("gateway", "install", "--system", "--run-as", "root", "--dry-run")]
    public async Task Install_refuses_what_makes_no_sense(params string[] args) => (await _home.RunAsync(args)).Code.ShouldBe(ExitCodes.Usage);

    [Theory]
    [InlineData("/usr/bin/dinghy (deleted)", "/x/dinghy.dll", "/usr/bin/dinghy")]
    [InlineData("/usr/share/dotnet/dotnet", "/x/dinghy.dll", "/usr/share/dotnet/dotnet /x/dinghy.dll")]
    public void The_program_is_found_also_when_its_file_was_replaced(string process, string assembly, string words) =>
        string.Join(' ', OwnProgram.Of(process, assembly)).ShouldBe(words);
}
