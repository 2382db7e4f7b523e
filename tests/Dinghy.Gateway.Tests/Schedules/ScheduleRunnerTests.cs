using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Schedules;

public sealed class ScheduleRunnerTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<PipelineRig> StartAsync(FakeModel model, PipelineRig? rig = null)
    {
        rig ??= new PipelineRig(model, change: config => config with { Language = "en", Owners = Accounts.Ids("owner-1") }) { RunsSchedules = true };
        await rig.StartAsync();
        return rig;
    }

    private static Schedule To(bool group = false, string owner = "staff-1", string origin = "") => ScheduleTarget.Of("main", group ? "cid-group==" : "staff-1") with { Owner = owner, Origin = origin };

    private static async Task<Schedule> MakeAsync(PipelineRig rig, ScheduleWish wish, Schedule? target = null) =>
        (await rig.Timekeeping.Desk.CreateAsync(wish, target ?? To(), ScheduleViewer.Operator, Ct)).Schedule.ShouldNotBeNull();

    /// <summary>Lets the clock go on in small steps until something is so; never while something is being sent, which would look like an answer that never comes.</summary>
    private static Task PassAsync(PipelineRig rig, Func<Task<bool>> until, bool evenRunning = false) => Waiting.Until(async () =>
    {
        if (await until()) return true;
        return await rig.Timekeeping.Runner.AloneAsync(
            async () =>
            {
                if (!evenRunning && (await rig.CountAsync()).OpenTurns > 0) return false;
                if (rig.Time.UntilNextTimer is { } next) rig.Time.Advance(next < s_step ? next : s_step);
                return false;
            },
            Ct);
    });

    private static async Task<IReadOnlyList<ScheduleRun>> RunsAsync(PipelineRig rig, Schedule schedule) => await rig.Store.ReadRunsAsync(schedule.Id, 100, Ct);

    private static Task EndedAsync(PipelineRig rig, Schedule schedule, int runs, bool evenRunning = false) =>
        PassAsync(rig, async () => (await RunsAsync(rig, schedule)).Count(run => run.Outcome is not null) >= runs, evenRunning);

    [Fact]
    public async Task A_reminder_arrives_at_its_time_without_a_webhook_and_without_a_model()
    {
        var model = FakeModel.Echo();
        await using var rig = await StartAsync(model);
        var made = await MakeAsync(rig, new ScheduleWish(SpecKind.At, "+2h", "drink water") { IsText = true });
        await EndedAsync(rig, made, 1);
        var sent = await rig.DingTalk.NextAsync();
        sent.Text.ShouldBe("drink water");
        rig.Time.GetUtcNow().ShouldBeGreaterThanOrEqualTo(Said.At + (2 * s_hour));
        model.Calls.ShouldBe(0);
        var run = (await RunsAsync(rig, made)).ShouldHaveSingleItem();
        (run.Outcome, run.DueAt).ShouldBe(("answered", Said.At + (2 * s_hour)));
        (await rig.Store.FindScheduleAsync(made.Id, Ct))!.State.ShouldBe(ScheduleState.Done);
    }

    [Fact]
    public async Task An_agent_is_asked_with_nothing_of_the_talk_and_its_answer_goes_to_the_group()
    {
        var model = FakeModel.Saying("the report");
        await using var rig = await StartAsync(model);
        var made = await MakeAsync(rig, new ScheduleWish(SpecKind.Cron, "0 9 * * *", "write the report") { Zone = "Asia/Shanghai" }, To(group: true));
        await EndedAsync(rig, made, 2);
        (await model.AskedAsync()).Select(message => message.Text).ShouldContain(text => text.Contains("write the report"));
        (await model.AskedAsync()).Count.ShouldBe(2, "instructions and the task, not yesterday's");
        rig.DingTalk.All.ShouldAllBe(sent => sent.Road == Road.OpenApi && sent.To == "cid-group==" && sent.Text.Contains("the report"));
        rig.DingTalk.All.Count.ShouldBe(2);
        (await rig.Store.ReadHistoryAsync("main/group/cid-group==", 10, Ct)).ShouldBeEmpty();
        (await RunsAsync(rig, made)).Select(run => run.DueAt).ShouldBe([new(2026, 11, 22, 1, 0, 0, TimeSpan.Zero), new(2026, 11, 21, 1, 0, 0, TimeSpan.Zero)]);
    }

    [Fact]
    public async Task One_that_remembers_goes_on_in_the_conversation()
    {
        await using var rig = await StartAsync(FakeModel.Saying("done"));
        var origin = ScheduleTarget.Of(AgentRig.Context().Turn, null).Origin;
        var made = await MakeAsync(rig, new ScheduleWish(SpecKind.At, "+10m", "ask how it went") { Remembers = true }, To(origin: origin) with { Conversation = "cid-chat==" });
        await EndedAsync(rig, made, 1);
        var history = await rig.Store.ReadHistoryAsync("main/dm/staff-1", 10, Ct);
        history.Count.ShouldBe(2);
        history[0].Text.ShouldBe($"[schedule {made.Id}] ask how it went");
    }

    [Fact]
    public async Task Nothing_to_say_is_not_said()
    {
        await using var rig = await StartAsync(FakeModel.Saying("NO_", "REPLY"));
        var made = await MakeAsync(rig, new ScheduleWish(SpecKind.At, "+1h", "anything new?"));
        await EndedAsync(rig, made, 1);
        (await RunsAsync(rig, made))[0].Outcome.ShouldBe("answered:no_reply");
        rig.DingTalk.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_begins_with_a_slash_is_a_task_and_no_command()
    {
        var model = FakeModel.Echo();
        await using var rig = await StartAsync(model);
        var made = await MakeAsync(rig, new ScheduleWish(SpecKind.At, "+1h", "/reset"));
        await EndedAsync(rig, made, 1);
        (await rig.DingTalk.NextAsync()).Text.ShouldContain("you said: /reset");
    }

    [Fact]
    public async Task Its_owner_hears_of_a_failure_once_and_again_when_it_is_paused()
    {
        await using var rig = await StartAsync(FakeModel.Failing(ModelFault.Credentials));
        var made = await MakeAsync(rig, new ScheduleWish(SpecKind.Every, "1h", "look"), To(group: true));
        await PassAsync(rig, async () => (await rig.Store.FindScheduleAsync(made.Id, Ct))!.State == ScheduleState.Paused);
        await PassAsync(rig, () => Task.FromResult(rig.DingTalk.All.Count >= 2));
        rig.DingTalk.All.Select(sent => sent.To).ShouldBe(["staff-1", "staff-1"], "nothing in the group");
        rig.DingTalk.All[0].Text.ShouldContain("did not work this time");
        rig.DingTalk.All[1].Text.ShouldContain("failed 5 times in a row and is paused");
        rig.DingTalk.All[1].Text.ShouldContain("have the owner run dinghy cron enable");
        ScheduleSentences.Failed(made, "failed:undelivered", paused: true, toOwner: true, Language.English).ShouldContain("set it anew, or run dinghy cron enable");
        ScheduleSentences.Failed(made, "failed:undelivered", paused: true, toOwner: true, Language.Chinese).ShouldNotContain("负责人");
        (await RunsAsync(rig, made)).Count.ShouldBe(5);

        (await rig.Timekeeping.Desk.EnableAsync(made.Id, enabled: true, ScheduleViewer.Operator, Ct)).Schedule.ShouldNotBeNull().Failures.ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_may_not_talk_to_the_robot_any_more_hears_that_and_no_model_is_asked()
    {
        var model = FakeModel.Echo();
        var account = Accounts.Main with { DmPolicy = Gateway.Configuration.AccessPolicy.Allowlist, AllowFrom = Accounts.Ids("staff-9") };
        await using var rig = await StartAsync(model, new PipelineRig(model, account: account, change: config => config with { Language = "en" }) { RunsSchedules = true });
        var made = await MakeAsync(rig, new ScheduleWish(SpecKind.At, "+1h", "look"));
        await EndedAsync(rig, made, 1);
        (await RunsAsync(rig, made))[0].Outcome.ShouldBe("failed:not_allowed");
        (await rig.DingTalk.NextAsync()).Text.ShouldContain("may not use this robot");
        model.Calls.ShouldBe(0);
    }

    [Theory]
    [InlineData(CatchUp.Once, 1)]
    [InlineData(CatchUp.Skip, 0)]
    [InlineData(CatchUp.All, 5)]
    internal async Task Times_that_passed_while_it_was_down_are_caught_up_as_said(CatchUp catchUp, int runs)
    {
        var rig = await StartAsync(FakeModel.Echo());
        await using (rig)
        {
            var made = await MakeAsync(rig, new ScheduleWish(SpecKind.Cron, "0 * * * *", "look") { IsText = true, CatchUp = catchUp });
            await rig.StopAsync();
            rig.Time.JumpWallClock(TimeSpan.FromMinutes((5 * 60) + 10));
            await rig.BeginAsync(FakeModel.Echo());
            // The clock stands still meanwhile: all of it happens at once.
            await Waiting.Until(async () => (await RunsAsync(rig, made)).Count(run => run.Outcome is not null) >= Math.Max(1, runs));
            rig.DingTalk.All.Count.ShouldBe(runs);
            (await rig.Store.FindScheduleAsync(made.Id, Ct))!.NextAt.ShouldBe(Said.At.AddHours(6));
            var outcomes = (await RunsAsync(rig, made)).Select(run => run.Outcome).Distinct();
            outcomes.ShouldBe([catchUp == CatchUp.Skip ? "ignored:missed" : "answered"]);
            (await RunsAsync(rig, made))[0].DueAt.ShouldBe(Said.At.AddHours(5), "the last that was missed");
        }
    }

    [Fact]
    public async Task Killed_between_due_and_sent_it_runs_again_and_arrives_once()
    {
        var never = new TaskCompletionSource();
        var rig = await StartAsync(new FakeModel(FakeModel.Waiting(never.Task)));
        await using (rig)
        {
            var made = await MakeAsync(rig, new ScheduleWish(SpecKind.Cron, "0 * * * *", "look"));
            await PassAsync(rig, async () => (await RunsAsync(rig, made)).Count == 1);
            await rig.RestartAsync(FakeModel.Saying("seen"));
            await EndedAsync(rig, made, 1);
            rig.DingTalk.All.ShouldHaveSingleItem().Text.ShouldContain("seen");
            (await RunsAsync(rig, made)).ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task Removed_before_a_restart_its_open_turn_ends_and_nothing_is_said()
    {
        var never = new TaskCompletionSource();
        var rig = await StartAsync(new FakeModel(FakeModel.Waiting(never.Task)));
        await using (rig)
        {
            var made = await MakeAsync(rig, new ScheduleWish(SpecKind.At, "+1h", "look"));
            await PassAsync(rig, async () => (await RunsAsync(rig, made)).Count == 1);
            await rig.Timekeeping.Desk.CancelAsync(made.Id, ScheduleViewer.Operator, Ct);
            var model = FakeModel.Echo();
            await rig.RestartAsync(model);
            (await rig.OutcomesAsync()).Keys.ShouldBe(["cancelled:stopped"]);
            (model.Calls, rig.DingTalk.All.Count).ShouldBe((0, 0));
        }
    }

    [Fact]
    public async Task A_clock_set_back_runs_nothing_twice_and_misses_nothing_that_comes()
    {
        await using var rig = await StartAsync(FakeModel.Echo());
        var made = await MakeAsync(rig, new ScheduleWish(SpecKind.Cron, "0 * * * *", "look") { IsText = true });
        await EndedAsync(rig, made, 3);
        rig.Time.JumpWallClock(-(TimeSpan.FromMinutes(90)));
        await EndedAsync(rig, made, 5);
        // The clock stands still: what runs ends.
        await Waiting.Until(async () => (await RunsAsync(rig, made)).All(run => run.Outcome is not null));
        var runs = await RunsAsync(rig, made);
        runs.Select(run => run.DueAt).ShouldBe(Enumerable.Range(1, runs.Count).Reverse().Select(hour => Said.At.AddHours(hour)));
        rig.DingTalk.All.Count.ShouldBe(runs.Count);
    }

    [Fact]
    public async Task One_that_can_not_be_read_keeps_no_other_from_following_a_clock_that_was_set_back()
    {
        await using var rig = await StartAsync(FakeModel.Echo());
        var wish = new ScheduleWish(SpecKind.Cron, "0 * * * *", "look") { IsText = true };
        var broken = await MakeAsync(rig, wish);
        var made = await MakeAsync(rig, wish);
        await rig.Store.ChangeScheduleAsync((await rig.Store.FindScheduleAsync(broken.Id, Ct))! with { Spec = "of another version", NextAt = Said.At.AddDays(9) }, Ct);
        await EndedAsync(rig, made, 3);
        rig.Time.JumpWallClock(-(TimeSpan.FromMinutes(90)));
        await EndedAsync(rig, made, 5);
        await Waiting.Until(async () => (await RunsAsync(rig, made)).All(run => run.Outcome is not null));
        (await RunsAsync(rig, made)).Count.ShouldBeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public async Task A_run_that_takes_longer_than_its_interval_is_not_joined_by_another()
    {
        var gate = new TaskCompletionSource();
        await using var rig = await StartAsync(new FakeModel(FakeModel.Waiting(gate.Task, "slow")));
        var made = await MakeAsync(rig, new ScheduleWish(SpecKind.Every, "10m", "look"));
        await EndedAsync(rig, made, 1, evenRunning: true);
        (await RunsAsync(rig, made))[0].Outcome.ShouldBe("ignored:still_running");
        rig.DingTalk.All.ShouldBeEmpty("nobody waits, so nobody is told that it takes long");
        gate.SetResult();
        await PassAsync(rig, () => Task.FromResult(rig.DingTalk.All.Count >= 1));
    }

    [Fact]
    public async Task By_hand_it_runs_at_once_and_its_times_stay()
    {
        await using var rig = await StartAsync(FakeModel.Echo());
        var made = await MakeAsync(rig, new ScheduleWish(SpecKind.Cron, "0 9 * * *", "look") { IsText = true });
        (await rig.Timekeeping.Runner.RunNowAsync(made, Ct)).ShouldBeTrue();
        (await rig.DingTalk.NextAsync()).Text.ShouldBe("look");
        (await rig.Store.FindScheduleAsync(made.Id, Ct))!.NextAt.ShouldBe(made.NextAt);
        (await RunsAsync(rig, made)).ShouldHaveSingleItem().ByHand.ShouldBeTrue();
    }

    [Fact]
    public async Task A_heartbeat_costs_nothing_while_its_file_is_empty_and_speaks_up_to_the_owner_when_it_is_not()
    {
        using var home = new TempHome();
        var file = Path.Combine(home.Path, "HEARTBEAT.md");
        await File.WriteAllTextAsync(file, "# Heartbeat\n\n- [ ]\n", Ct);
        var model = FakeModel.Saying("The build is red.");
        var rig = new PipelineRig(
            model,
            change: config => config with
            {
                Language = "en", Owners = Accounts.Ids("owner-1"), Heartbeat = new() { Enabled = true, Every = s_hour },
                Agents = new() { Default = new() { Workspace = home.Path } },
            }) { RunsSchedules = true };
        await StartAsync(model, rig);
        await using (rig)
        {
            var beat = (await rig.Store.ReadSchedulesAsync(Ct)).ShouldHaveSingleItem();
            (await rig.Timekeeping.Desk.ListAsync(new ScheduleViewer("main", "owner-1", null, IsOwner: true), Ct)).ShouldBeEmpty("nobody made it by talking");
            await EndedAsync(rig, beat, 1);
            (await RunsAsync(rig, beat))[0].Outcome.ShouldBe("ignored:nothing_to_do");
            model.Calls.ShouldBe(0);
            await File.WriteAllTextAsync(file, "- Tell me when the build is red.", Ct);
            await EndedAsync(rig, beat, 2);
            (await model.AskedAsync())[^1].Text.ShouldContain("Tell me when the build is red.");
            rig.DingTalk.All.ShouldHaveSingleItem().To.ShouldBe("owner-1");
        }
    }

    [Fact]
    public async Task The_agent_hears_the_day_and_in_a_task_that_nobody_waits()
    {
        await using var rig = await StartAsync(FakeModel.Echo());
        var note = new ScheduleNote(rig.Timekeeping.Desk, rig.Time);
        var usual = (await note.ReadAsync(AgentRig.Context(), Ct)).ShouldNotBeNull();
        (usual.Text, usual.Stable).ShouldBe(("Today is 2026-11-20, Friday (Asia/Shanghai).", true));
        var task = await note.ReadAsync(AgentRig.Context() with { Schedule = To() with { Id = 7, Name = "a \"name\"" } }, Ct);
        task!.Text.ShouldContain("scheduled task (number 7, \"a 'name'\")");
        task.Text.ShouldContain("NO_REPLY");
    }
}
