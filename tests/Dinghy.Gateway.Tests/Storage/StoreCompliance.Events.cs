using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Storage;

public abstract partial class StoreCompliance
{
    private static StoredEvent Happened => new() { Account = "main", EventId = "e1", Type = "user_add_org", CorpId = "corp", Data = """{"userId":["u1"]}""", BornAt = T0, ReceivedAt = T0 };

    private static WorkflowStep Waiting => new() { Account = "main", Instance = "i1", Task = 67583405630, Approver = "boss", Code = "123456", Title = "请假", TurnId = 7, CreatedAt = T0 };

    [Fact]
    public async Task An_event_is_kept_once_and_worked_at_until_it_has_ended()
    {
        (await Store.AddEventAsync(Happened, Ct)).ShouldBeTrue();
        (await Store.AddEventAsync(Happened with { Data = "other" }, Ct)).ShouldBeFalse();
        (await Store.AddEventAsync(Happened with { Account = "second" }, Ct)).ShouldBeTrue("another robot's events are its own");
        await ReopenAsync();
        var due = await Store.DueEventsAsync(T0, 10, Ct);
        due.Count.ShouldBe(2);
        due[0].ShouldBe(Happened with { Id = due[0].Id });

        await Store.PostponeEventAsync(due[0].Id, T0.AddSeconds(1), tried: false, Ct);
        (await Store.DueEventsAsync(T0.AddSeconds(1), 10, Ct)).Single(row => row.Id == due[0].Id).Attempts.ShouldBe(0, "it only waits");
        await Store.PostponeEventAsync(due[0].Id, T0.AddMinutes(1), tried: true, Ct);
        await Store.EndEventAsync(due[1].Id, TurnOutcome.Answered, T0, Ct);
        (await Store.DueEventsAsync(T0, 10, Ct)).ShouldBeEmpty();
        (await Store.NextEventAsync(Ct)).ShouldBe(T0.AddMinutes(1));
        (await Store.DueEventsAsync(T0.AddMinutes(1), 10, Ct)).ShouldHaveSingleItem().Attempts.ShouldBe(1);
        (await Store.CountEventsAsync(Ct)).ShouldBe(new Dictionary<string, long> { ["open"] = 1, ["answered"] = 1 }, ignoreOrder: true);

        (await Store.PruneEventsAsync(T0.AddDays(1), 10, Ct)).ShouldBe(1, "what is open stays");
        (await Store.AddEventAsync(Happened with { Account = "second" }, Ct)).ShouldBeTrue();
        await Store.EndEventAsync(due[0].Id, TurnOutcome.Failed(Reasons.WebhookFailed), T0, Ct);
        (await Store.AddEventAsync(Happened, Ct)).ShouldBeFalse("its id is known until it is pruned");
    }

    [Fact]
    public async Task A_step_is_kept_once_and_found_by_its_approver_alone()
    {
        var step = await Store.OpenStepAsync(Waiting, Ct);
        await ReopenAsync();
        (await Store.OpenStepAsync(Waiting with { Code = "999999", TurnId = 8 }, Ct)).ShouldBe(step);
        (step.State, step.Code, step.TurnId).ShouldBe((WorkflowState.Asked, "123456", 7));
        (await Store.FindStepAsync("main", "boss", "123456", Ct)).ShouldBe(step);
        (await Store.FindStepAsync("main", "somebody", "123456", Ct)).ShouldBeNull();
        (await Store.FindStepAsync("other", "boss", "123456", Ct)).ShouldBeNull();
        (await Store.FindStepAsync("main", "i1", 67583405630, Ct)).ShouldBe(step);
        (await Store.WaitingStepsAsync("main", "boss", 10, Ct)).ShouldBe([step]);
        await Store.AdviseStepAsync(step.Id, "agree", Ct);
        (await Store.FindStepAsync("main", "boss", "123456", Ct))!.Advice.ShouldBe("agree");
    }

    [Fact]
    public async Task A_step_is_decided_once_and_what_a_person_did_elsewhere_ends_only_what_nobody_decided()
    {
        var (one, two) = (await Store.OpenStepAsync(Waiting, Ct), await Store.OpenStepAsync(Waiting with { Task = 2, Code = "222222" }, Ct));
        (await Store.DecideStepAsync(one.Id, agree: true, "好", "boss", 9, T0, Ct)).ShouldBeTrue();
        (await Store.DecideStepAsync(one.Id, agree: false, null, "boss", 10, T0, Ct)).ShouldBeFalse();
        await ReopenAsync();
        var deciding = (await Store.FindStepAsync("main", "i1", one.Task, Ct))!;
        (deciding.State, deciding.Agree, deciding.Remark, deciding.DecidedBy, deciding.DecidedIn).ShouldBe((WorkflowState.Deciding, true, "好", "boss", 9));

        (await Store.CloseStepsAsync("main", "i1", null, "event finish", T0, Ct)).ShouldBe(1);
        (await Store.FindStepAsync("main", "i1", two.Task, Ct))!.State.ShouldBe(WorkflowState.Elsewhere);
        (await Store.DecideStepAsync(two.Id, agree: true, null, "boss", 11, T0, Ct)).ShouldBeFalse();
        (await Store.EndStepAsync(one.Id, WorkflowState.Asked, "not taken", T0, Ct)).ShouldBeTrue();
        (await Store.DecideStepAsync(one.Id, agree: false, null, "boss", 12, T0, Ct)).ShouldBeTrue("what DingTalk did not take may be decided again");
        (await Store.EndStepAsync(one.Id, WorkflowState.Refused, null, T0, Ct)).ShouldBeTrue();
        (await Store.EndStepAsync(one.Id, WorkflowState.Agreed, null, T0, Ct)).ShouldBeFalse();
        (await Store.ReadAuditAsync(0, 10, Ct)).Select(entry => (entry.Kind, entry.Actor, entry.Subject)).ShouldBe([("workflow.ended", "boss", "i1"), ("workflow.rejected", "boss", "i1")]);
        (await Store.WaitingStepsAsync("main", "boss", 10, Ct)).ShouldBeEmpty();
        (await Store.PruneStepsAsync(T0.AddDays(1), 10, Ct)).ShouldBe(2);
    }

    [Fact]
    public async Task A_decision_is_left_behind_when_its_turn_is_over_or_gone()
    {
        var turn = await AddAsync();
        var (open, gone) = (await Store.OpenStepAsync(Waiting, Ct), await Store.OpenStepAsync(Waiting with { Task = 2, Code = "222222" }, Ct));
        await Store.OpenStepAsync(Waiting with { Task = 3, Code = "333333" }, Ct);
        await Store.DecideStepAsync(open.Id, agree: true, null, "boss", turn.Id, T0, Ct);
        await Store.DecideStepAsync(gone.Id, agree: true, null, "boss", 999, T0, Ct);
        (await Store.StrandedStepsAsync(10, Ct)).Select(step => step.Id).ShouldBe([gone.Id]);
        await Store.CloseTurnAsync(turn.Id, TurnOutcome.Failed(Reasons.Crashed), T0, Ct);
        (await Store.StrandedStepsAsync(10, Ct)).Select(step => step.Id).ShouldBe([open.Id, gone.Id]);
        (await Store.StrandedStepsAsync(1, Ct)).ShouldHaveSingleItem().Id.ShouldBe(open.Id);
    }
}
