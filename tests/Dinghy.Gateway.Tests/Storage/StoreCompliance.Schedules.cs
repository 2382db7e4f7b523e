using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Storage;

public abstract partial class StoreCompliance
{
    private static Schedule Reminder(string owner = "staff-1", string? key = null, DateTimeOffset? next = null) => new()
    {
        Account = "main", Owner = owner, Name = "tea", Conversation = "cid-chat==", Person = owner, Origin = "{}", Agent = "ops", Message = "drink", IsText = true,
        Kind = SpecKind.Cron, Spec = "0 9 * * *", Zone = "Asia/Shanghai", Remembers = true, CatchUp = CatchUp.All, NextAt = next ?? T0.AddHours(1), CreatedAt = T0, Key = key,
    };

    private async Task<Schedule> AddScheduleAsync(Schedule? schedule = null) => (await Store.AddScheduleAsync(schedule ?? Reminder(), 0, 100, Ct)).ShouldNotBeNull();

    private static NewTurn RunOf(Schedule schedule, DateTimeOffset due) =>
        new Said { Id = Schedule.RunId(schedule.Id, due), Text = "drink" }.NewTurn(conversation: "main/dm/staff-1", at: due);

    private async Task<Turn?> FireAsync(Schedule schedule, DateTimeOffset? next = null)
    {
        Turn? turn = null;
        var due = schedule.NextAt!.Value;
        await Store.FireAsync(new Firing(schedule, due, RunOf(schedule, due), null) { NextAt = next, State = next is null ? ScheduleState.Done : ScheduleState.Active }, added => turn = added, Ct);
        return turn;
    }

    [Fact]
    public async Task A_schedule_is_found_again_as_it_was_made()
    {
        var made = await AddScheduleAsync();
        await ReopenAsync();
        (await Store.FindScheduleAsync(made.Id, Ct)).ShouldBe(Reminder() with { Id = made.Id });
        (await Store.ReadSchedulesAsync(Ct)).ShouldBe([made]);
        (await Store.NextDueAsync(Ct)).ShouldBe(T0.AddHours(1));
        (await Store.DueSchedulesAsync(T0.AddMinutes(59), 10, Ct)).ShouldBeEmpty();
        (await Store.DueSchedulesAsync(T0.AddHours(1), 10, Ct)).ShouldBe([made]);
    }

    [Fact]
    public async Task Under_one_key_a_schedule_is_made_once_and_bounds_hold()
    {
        var made = await AddScheduleAsync(Reminder(key: "turn:1:ab"));
        (await Store.AddScheduleAsync(Reminder(key: "turn:1:ab"), 1, 100, Ct)).ShouldBe(made);
        (await Store.AddScheduleAsync(Reminder(), 1, 100, Ct)).ShouldBeNull();
        (await Store.AddScheduleAsync(Reminder("staff-2"), 1, 1, Ct)).ShouldBeNull();
        (await Store.AddScheduleAsync(Reminder("staff-2"), 1, 2, Ct)).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_due_becomes_one_turn_and_has_its_next_time_in_the_same_commit()
    {
        var made = await AddScheduleAsync();
        var turn = (await FireAsync(made, T0.AddHours(25))).ShouldNotBeNull();
        await ReopenAsync();
        (await Store.FindScheduleAsync(made.Id, Ct))!.NextAt.ShouldBe(T0.AddHours(25));
        (await OpenTurnIdsAsync()).ShouldBe([turn.Id]);
        var open = (await Store.OpenRunsAsync(Ct)).ShouldHaveSingleItem();
        (open.TurnId, open.Schedule.Id).ShouldBe((turn.Id, made.Id));

        // Somebody who still has the old row, as after a crash between reading and writing.
        (await FireAsync(made, T0.AddHours(25))).ShouldBeNull();
        (await Store.ReadRunsAsync(made.Id, 10, Ct)).ShouldHaveSingleItem().Outcome.ShouldBeNull();
    }

    [Fact]
    public async Task A_time_that_ran_before_does_not_run_again_when_the_clock_is_set_back()
    {
        var made = await AddScheduleAsync();
        await FireAsync(made, T0.AddHours(25));
        await Store.ChangeScheduleAsync(made, Ct);
        (await FireAsync(made, T0.AddHours(25))).ShouldBeNull();
        (await Store.FindScheduleAsync(made.Id, Ct))!.NextAt.ShouldBe(T0.AddHours(25), "it goes on to the next time");
    }

    [Fact]
    public async Task A_run_ends_with_its_turn_and_failures_are_counted_until_one_succeeds()
    {
        var made = await AddScheduleAsync();
        for (var i = 1; i <= 2; i++)
        {
            var turn = (await FireAsync((await Store.FindScheduleAsync(made.Id, Ct))!, T0.AddHours(1 + (24 * i)))).ShouldNotBeNull();
            await Store.CloseTurnAsync(turn.Id, TurnOutcome.Failed(Reasons.ModelDown), T0.AddHours(2), Ct);
        }

        (await Store.TroubledSchedulesAsync(Ct)).ShouldHaveSingleItem().Failures.ShouldBe(2);
        await Store.MarkScheduleAsync(made.Id, 2, pause: false, Ct);
        (await Store.TroubledSchedulesAsync(Ct)).ShouldBeEmpty();
        (await Store.ReadRunsAsync(made.Id, 10, Ct)).ShouldAllBe(run => run.Outcome == "failed:model_down" && run.EndedAt == T0.AddHours(2));

        var good = (await FireAsync((await Store.FindScheduleAsync(made.Id, Ct))!)).ShouldNotBeNull();
        var (reply, part) = await AnswerAsync(good, first: new Part(0, 1, 0, 9, Road.OpenApi, 1, 0));
        (await Store.OpenRunsAsync(Ct)).ShouldBeEmpty("something was said");
        await Store.RecordAsync(reply, new PartResult(part, PartState.Delivered, 0, "key", null), new ReplyProgress(9, 1, 0, ReplyState.Delivered, null, TurnOutcome.Answered), null, T0, Ct);
        var after = (await Store.FindScheduleAsync(made.Id, Ct)).ShouldNotBeNull();
        (after.Failures, after.Told, after.State).ShouldBe((0, 0, ScheduleState.Done));
        (await Store.ReadRunsAsync(made.Id, 10, Ct))[0].Outcome.ShouldBe("answered");
    }

    [Fact]
    public async Task A_run_that_never_had_a_turn_counts_as_it_ended_and_one_by_hand_moves_nothing()
    {
        var made = await AddScheduleAsync();
        (await Store.FireAsync(new Firing(made, T0, RunOf(made, T0), null) { ByHand = true }, _ => { }, Ct)).ShouldBeTrue();
        (await Store.FindScheduleAsync(made.Id, Ct))!.NextAt.ShouldBe(made.NextAt);
        (await Store.FireAsync(new Firing(made, made.NextAt!.Value, null, TurnOutcome.Failed(Reasons.NoAccount)) { NextAt = T0.AddDays(2), StartedAt = T0 }, _ => { }, Ct)).ShouldBeTrue();
        (await Store.FindScheduleAsync(made.Id, Ct))!.Failures.ShouldBe(1);
        await Store.MarkScheduleAsync(made.Id, 1, pause: true, Ct);
        (await Store.FindScheduleAsync(made.Id, Ct))!.State.ShouldBe(ScheduleState.Paused);
        (await Store.NextDueAsync(Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_removed_takes_its_runs_along_and_what_is_done_goes_after_a_while()
    {
        var made = await AddScheduleAsync();
        await FireAsync(made, T0.AddHours(25));
        (await Store.RemoveScheduleAsync(made.Id, Ct)).ShouldBeTrue();
        (await Store.RemoveScheduleAsync(made.Id, Ct)).ShouldBeFalse();
        (await Store.ReadRunsAsync(made.Id, 10, Ct)).ShouldBeEmpty();
        (await Store.OpenRunsAsync(Ct)).ShouldBeEmpty();

        var done = await AddScheduleAsync();
        done.Id.ShouldBeGreaterThan(made.Id, "no number is used twice");
        await FireAsync(done);
        (await Store.PruneSchedulesAsync(T0.AddMinutes(59), Ct)).ShouldBe(0);
        (await Store.PruneSchedulesAsync(T0.AddHours(2), Ct)).ShouldBe(1);
    }
}
