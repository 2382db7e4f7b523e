using Dinghy.Cli;
using Dinghy.Gateway.Configuration;
using Dinghy.Service;
using Dinghy.Tests.Support;

namespace Dinghy.Tests.Service;

/// <summary>Against a systemctl of our own, which writes down what it was asked.</summary>
public sealed class SystemdTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly Systemd _systemd;
    private readonly TextWriter _stderr = Console.Error;
    private readonly StringWriter _said = new();

    public SystemdTests()
    {
        _systemd = new Systemd("dinghy", false, Path.Combine(_home.Path, "units"), Runtime: _home.Path, Program: _home.File("systemctl"));
        File.WriteAllText(_systemd.Program, $"#!/bin/sh\necho \"$@\" >> '{_home.File("asked")}'\nif [ -f '{_home.File("fails")}' ]; then echo 'Job failed.' >&2; exit 1; fi\ncat '{_home.File("show")}' 2>/dev/null\nexit 0\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_systemd.Program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Console.SetError(_said);
    }

    public void Dispose()
    {
        Console.SetError(_stderr);
        _home.Dispose();
    }

    private string[] Asked => File.ReadAllLines(_home.File("asked"));

    [Fact]
    public async Task Install_writes_the_unit_reads_it_in_and_starts_it_and_uninstall_takes_it_away()
    {
        var installer = new ServiceInstaller(_systemd, null);
        (await installer.InstallAsync(Source, homeChosen: true, dryRun: false, start: true, Ct)).ShouldBe(ExitCodes.Ok, _said.ToString());
        File.ReadAllText(_systemd.File).ShouldContain("Type=notify");
        Asked.Where(line => !line.Contains(" show ")).ShouldBe(["--user --no-pager daemon-reload", "--user --no-pager enable --now dinghy.service"]);

        (await installer.UninstallAsync(Ct)).ShouldBe(ExitCodes.Ok);
        File.Exists(_systemd.File).ShouldBeFalse();
        Asked.TakeLast(2).ShouldBe(["--user --no-pager disable --now dinghy.service", "--user --no-pager daemon-reload"]);
        (await installer.UninstallAsync(Ct)).ShouldBe(ExitCodes.NotRunning);
    }

    [Fact]
    public async Task What_systemctl_refuses_is_told_with_its_words()
    {
        _home.With("fails", "");
        (await new ServiceInstaller(_systemd, null).InstallAsync(Source, homeChosen: true, dryRun: false, start: true, Ct)).ShouldBe(ExitCodes.Failed);
        _said.ToString().ShouldContain("systemd: Job failed.");
    }

    [Fact]
    public async Task Where_systemd_does_not_run_the_machine_nothing_is_written_and_it_says_what_to_do()
    {
        var none = _systemd with { Runtime = _home.File("nothing") };
        (await new ServiceInstaller(none, null).InstallAsync(Source, homeChosen: true, dryRun: false, start: true, Ct)).ShouldBe(ExitCodes.Failed);
        _said.ToString().ShouldContain("systemd does not run this machine");
        File.Exists(none.File).ShouldBeFalse();
        (await new ServiceControl(none, _home.File("home")).StartAsync(Ct)).ShouldBe(ExitCodes.Failed);
        (await new ServiceControl(none, _home.File("home")).StopAsync(Ct)).ShouldBe(ExitCodes.NotRunning);
    }

    [Fact]
    public async Task Status_tells_the_service_the_process_and_what_to_look_at()
    {
        Directory.CreateDirectory(_systemd.Folder);
        await File.WriteAllTextAsync(_systemd.File, "[Unit]", Ct);
        _home.With("show", "LoadState=loaded\nActiveState=failed\nSubState=failed\nUnitFileState=enabled\nMainPID=0\nNRestarts=3\n");
        var report = await ServiceReport.LookAsync(_systemd, Source, _home.File("home"), Ct);
        (report.Service.Active, report.Service.Enabled, report.Service.Restarts, report.Gateway).ShouldBe(("failed", true, 3, null));
        report.Hints.ShouldHaveSingleItem().ShouldContain("journalctl --user -u dinghy.service");
        string.Join('\n', ServiceText.Lines(report, DateTimeOffset.UnixEpoch)).ShouldContain("restarted 3 time(s)");
    }

    [Fact]
    public void A_unit_that_systemd_does_not_know_has_no_state() => Systemd.Read("LoadState=not-found\nActiveState=inactive\n").ShouldBeNull();

    private ConfigSource Source => new() { Home = _home.File("home"), Environment = _ => null, VariableNames = [] };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
