using System.Diagnostics;
using Dinghy.HandOver;
using Dinghy.Service;
using Dinghy.Tests.Support;

namespace Dinghy.Tests.HandOver;

public sealed class HandOverOfficeTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly List<Process> _started = [];
    private readonly TaskCompletionSource<string> _token = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose()
    {
        foreach (var process in _started) process.Dispose();
    }

    [Fact]
    public async Task The_successor_that_shows_the_token_is_seen_off_to_and_a_token_holds_once()
    {
        var office = Office("sleep 600");
        var restarting = office.BeginAsync();
        var token = await _token.Task;
        office.Show("").ShouldBeFalse();
        office.Show(new string('0', 64)).ShouldBeFalse();
        office.Show(token).ShouldBeTrue();
        office.Show(token).ShouldBeFalse();
        var report = await restarting;
        (report.Ok, report.To).ShouldBe((true, _started[0].Id));
        office.ToldToStop.IsCompletedSuccessfully.ShouldBeTrue();
        office.Successor.ShouldBe(_started[0]);
        (await office.BeginAsync()).Ok.ShouldBeFalse();
        _started[0].Kill();
    }

    [Fact]
    public async Task A_successor_that_ends_changes_nothing_and_its_token_is_void()
    {
        var office = Office("exit 3");
        var report = await office.BeginAsync();
        report.Ok.ShouldBeFalse();
        report.Reason!.ShouldContain("exit code 3");
        office.Show(await _token.Task).ShouldBeFalse();
        (office.ToldToStop.IsCompleted, office.Successor).ShouldBe((false, null));
    }

    [Fact]
    public async Task A_successor_that_takes_too_long_is_ended_and_another_attempt_may_follow()
    {
        var office = Office("sleep 600");
        var restarting = office.BeginAsync();
        await _token.Task;
        (await office.BeginAsync()).Reason!.ShouldContain("on its way already");
        await Waiting.Until(() => Task.FromResult(_time.ArmedTimers > 0));
        _time.Advance(HandOverOffice.Patience);
        (await restarting).Reason!.ShouldContain("in time");
        office.ToldToStop.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_stop_ends_an_attempt_and_the_successor_with_it()
    {
        var office = Office("sleep 600");
        var restarting = office.BeginAsync();
        var token = await _token.Task;
        office.Stop();
        office.Show(token).ShouldBeFalse();
        (await restarting).Ok.ShouldBeFalse();
        office.Successor.ShouldBeNull();
    }

    [Fact]
    public async Task Without_a_manager_that_follows_nothing_is_started()
    {
        var office = new HandOverOffice(ServiceNotifier.OfNobody(), _time, _ => throw new InvalidOperationException("started"));
        (await office.BeginAsync()).Reason!.ShouldContain("NOTIFY_SOCKET");
    }

    private HandOverOffice Office(string command) => new(
        new ServiceNotifier(name => name == "NOTIFY_SOCKET" ? "/nobody/listens" : null, 1, _time), _time,
        token =>
        {
            _started.Add(Process.Start("/bin/sh", ["-c", command.StartsWith("exit", StringComparison.Ordinal) ? command : $"exec {command}"]));
            _token.TrySetResult(token);
            return _started[^1];
        });
}
