using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Storage;

public abstract partial class StoreCompliance
{
    private static NewToolApproval Asked => new("123456", "main", "cid-1", "staff-1", "default", "exec", """{"command":["ls"]}""", OwnersOnly: true, TurnId: 7, T0, T0.AddMinutes(10));

    [Fact]
    public async Task A_question_is_kept_once_for_each_call_of_a_turn_and_found_only_where_it_waAsked()
    {
        var first = await Store.AskApprovalAsync(Asked, null, Ct);
        await ReopenAsync();
        var again = await Store.AskApprovalAsync(Asked with { Code = "999999" }, null, Ct);
        again.ShouldBe(first);
        (first.State, first.Code, first.OwnersOnly, first.ExpiresAt).ShouldBe((ApprovalState.Pending, "123456", true, T0.AddMinutes(10)));
        (await Store.FindApprovalAsync("main", "cid-1", "123456", Ct)).ShouldBe(first);
        (await Store.FindApprovalAsync("main", "cid-2", "123456", Ct)).ShouldBeNull();
        (await Store.FindApprovalAsync("other", "cid-1", "123456", Ct)).ShouldBeNull();
        (await Store.WaitingApprovalsAsync("main", "cid-1", T0, Ct)).ShouldBe([first]);
    }

    [Fact]
    public async Task A_question_is_decided_once_and_not_after_its_time()
    {
        var (one, late) = (await Store.AskApprovalAsync(Asked, null, Ct), await Store.AskApprovalAsync(Asked with { TurnId = 8, Code = "2" }, null, Ct));
        (await Store.DecideApprovalAsync(one.Id, ApprovalState.Running, "boss", 9, T0.AddMinutes(1), null, null, Ct)).ShouldBeTrue();
        (await Store.DecideApprovalAsync(one.Id, ApprovalState.Denied, "boss", 10, T0.AddMinutes(1), null, null, Ct)).ShouldBeFalse();
        (await Store.DecideApprovalAsync(late.Id, ApprovalState.Running, "boss", 9, T0.AddMinutes(10), null, null, Ct)).ShouldBeFalse();
        await ReopenAsync();
        var running = (await Store.FindApprovalAsync("main", "cid-1", "123456", Ct)).ShouldNotBeNull();
        (running.State, running.DecidedBy, running.DecidedIn).ShouldBe((ApprovalState.Running, "boss", 9));
        (await Store.WaitingApprovalsAsync("main", "cid-1", T0.AddMinutes(10), Ct)).ShouldBeEmpty();

        (await Store.EndApprovalAsync(late.Id, ApprovalState.Done, "x", T0, Ct)).ShouldBeFalse();
        (await Store.EndApprovalAsync(one.Id, ApprovalState.Done, "files", T0.AddMinutes(2), Ct)).ShouldBeTrue();
        (await Store.EndApprovalAsync(one.Id, ApprovalState.Failed, "more", T0.AddMinutes(2), Ct)).ShouldBeFalse();
        var done = (await Store.FindApprovalAsync("main", "cid-1", "123456", Ct)).ShouldNotBeNull();
        (done.State, done.Result).ShouldBe((ApprovalState.Done, "files"));
    }

    [Fact]
    public async Task Old_questions_are_removed_in_bites()
    {
        for (var i = 0; i < 3; i++) await Store.AskApprovalAsync(Asked with { TurnId = 20 + i, CreatedAt = T0.AddDays(i) }, null, Ct);
        (await Store.PruneApprovalsAsync(T0.AddDays(2), 1, Ct)).ShouldBe(1);
        (await Store.PruneApprovalsAsync(T0.AddDays(2), 10, Ct)).ShouldBe(1);
        (await Store.PruneApprovalsAsync(T0.AddDays(2), 10, Ct)).ShouldBe(0);
    }

    [Fact]
    public async Task What_was_allowed_and_lost_its_turn_has_an_end_in_the_audit()
    {
        var (open, closed, mailed) = (await AddAsync("open"), await AddAsync("closed"), await Store.AskApprovalAsync(Asked with { TurnId = 30 }, null, Ct));
        var (runs, lost, waits) = (await Store.AskApprovalAsync(Asked with { TurnId = 31 }, null, Ct), await Store.AskApprovalAsync(Asked with { TurnId = 32 }, null, Ct), await Store.AskApprovalAsync(Asked with { TurnId = 33 }, null, Ct));
        await Store.DecideApprovalAsync(mailed.Id, ApprovalState.Granted, "boss", closed.Id, T0, null, null, Ct);
        await Store.DecideApprovalAsync(runs.Id, ApprovalState.Running, "boss", open.Id, T0, null, null, Ct);
        await Store.DecideApprovalAsync(lost.Id, ApprovalState.Running, "boss", closed.Id, T0, null, null, Ct);
        var end = await AddAsync(ApprovalTurn.EndId(mailed.Id));
        await Store.CloseTurnAsync(closed.Id, TurnOutcome.Failed(Reasons.Crashed), T0, Ct);
        (await Store.EndStrandedApprovalsAsync(T0, 10, Ct)).Select(one => (one.Id, one.State)).ShouldBe([(lost.Id, ApprovalState.Unknown)]);

        await Store.CloseTurnAsync(end.Id, TurnOutcome.Failed(Reasons.Crashed), T0, Ct);
        (await Store.EndStrandedApprovalsAsync(T0, 10, Ct)).Select(one => (one.Id, one.State)).ShouldBe([(mailed.Id, ApprovalState.Failed)]);
        (await Store.EndStrandedApprovalsAsync(T0, 10, Ct)).ShouldBeEmpty();
        (await Store.FindApprovalAsync(waits.Id, Ct))!.State.ShouldBe(ApprovalState.Pending);
        (await Store.ReadAuditAsync(0, 50, Ct)).Where(entry => entry.Kind == AuditKinds.ToolEnded).Select(entry => entry.Facts.Contains("\"end\":\"unknown\"", StringComparison.Ordinal)).ShouldBe([true, false]);
    }
}
