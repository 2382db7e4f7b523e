using Dinghy.Gateway.Access;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tools.Approvals;

/// <summary>How a person's answer to a question was taken.</summary>
internal abstract record Decision
{
    /// <summary>Nothing was asked here under this code.</summary>
    public sealed record NotFound : Decision;

    /// <summary>It is not theirs to decide.</summary>
    public sealed record NotTheirs(ToolApproval Approval) : Decision;

    /// <summary>It was decided before, or its time is over (<see cref="ApprovalState.Pending"/>).</summary>
    public sealed record TooLate(ApprovalState State) : Decision;

    /// <summary>Said no.</summary>
    public sealed record Refused(ToolApproval Approval) : Decision;

    /// <summary>Said yes, just now: it shall run, once.</summary>
    public sealed record Granted(ToolApproval Approval) : Decision;

    /// <summary>Decided for another chat, which goes on with it.</summary>
    public sealed record PassedOn(ToolApproval Approval, bool Yes) : Decision;

    /// <summary>This same answer was taken before the program ended; the call ended then, or its end is not known.</summary>
    public sealed record Ended(ToolApproval Approval) : Decision;
}

/// <summary>Takes people's answers. Each is durable before anything follows from it.</summary>
internal sealed class ApprovalDesk(IApprovalStore store, Owners owners, ApprovalMail mail, ToolLog log, TimeProvider time)
{
    private const int MostListed = 20;

    /// <summary>What was asked for in this chat; in a private one also what this person is to decide for others.</summary>
    public async Task<IReadOnlyList<ToolApproval>> WaitingAsync(TurnContext context, CancellationToken ct)
    {
        var (turn, now) = (context.Turn, time.GetUtcNow());
        var here = await store.WaitingApprovalsAsync(turn.Account, turn.Message.Conversation.Value, now, ct);
        if (context.IsGroup) return here;
        var by = PersonKey.Of(turn.Message);
        var theirs = (await store.AskedElsewhereAsync(now, ct)).Where(asked => asked.Account == turn.Account && asked.Asked.Contains(by, StringComparer.Ordinal));
        return [.. here.Concat(theirs).DistinctBy(asked => asked.Id).Take(MostListed)];
    }

    /// <summary>This person may say yes to it here.</summary>
    public bool MayAllow(ToolApproval asked, TurnContext context) => MayDecide(asked, context, yes: true);

    /// <param name="context">The answer's turn: where, and whose.</param>
    /// <param name="code">The question.</param>
    /// <param name="yes">What was said.</param>
    /// <param name="ct">Gives up waiting.</param>
    public async Task<Decision> DecideAsync(TurnContext context, string code, bool yes, CancellationToken ct)
    {
        var turn = context.Turn;
        var by = PersonKey.Of(turn.Message);
        var asked = await store.FindApprovalAsync(turn.Account, turn.Message.Conversation.Value, code, ct)
            ?? (context.IsGroup ? null : await store.FindAskedApprovalAsync(turn.Account, by, code, ct));
        if (asked is null) return new Decision.NotFound();
        if (asked.DecidedIn == turn.Id) return IsPassedOn(asked, context) ? new Decision.PassedOn(asked, asked.State != ApprovalState.Denied) : await AgainAsync(asked, ct);
        if (!MayDecide(asked, context, yes))
        {
            await NotTheirsAsync(asked, by, ct);
            return new Decision.NotTheirs(asked);
        }

        var passedOn = IsPassedOn(asked, context);
        var (state, now) = (!yes ? ApprovalState.Denied : passedOn ? ApprovalState.Granted : ApprovalState.Running, time.GetUtcNow());
        if (asked.State != ApprovalState.Pending || !await store.DecideApprovalAsync(asked.Id, state, by, turn.Id, now, passedOn ? mail.End(asked, now) : null, mail.Post, ct))
            return new Decision.TooLate((await store.FindApprovalAsync(asked.Id, ct) ?? asked).State);
        log.Decided(asked.TurnId, asked.Tool, asked.Id, yes ? "allowed" : "refused");
        return passedOn ? new Decision.PassedOn(asked, yes) : yes ? new Decision.Granted(asked) : new Decision.Refused(asked);
    }

    /// <summary>Everything of late, what waits first.</summary>
    public Task<IReadOnlyList<ToolApproval>> ListAsync(int limit, CancellationToken ct) => store.ListApprovalsAsync(time.GetUtcNow(), limit, ct);

    /// <summary>Whether somebody outside of a chat may say it; who may is the same as there.</summary>
    /// <param name="asked">The question.</param>
    /// <param name="by">Their staff id.</param>
    /// <param name="owner">They own its robot.</param>
    /// <param name="yes">What they would say.</param>
    public static bool May(ToolApproval asked, string by, bool owner, bool yes)
    {
        var own = asked.Person == by;
        if (asked.IsElsewhere) return asked.Asked.Contains(by, StringComparer.Ordinal) || (!yes && (own || owner));
        return owner || (own && !(asked.OwnersOnly && yes));
    }

    /// <summary>The answer of somebody outside of a chat: the call goes on where it was made.</summary>
    /// <param name="asked">The question.</param>
    /// <param name="by">Who answers; the audit has it.</param>
    /// <param name="owner">They own its robot.</param>
    /// <param name="yes">What they say.</param>
    /// <param name="ct">Gives up waiting.</param>
    public async Task<Decision> DecideAsync(ToolApproval asked, string by, bool owner, bool yes, CancellationToken ct)
    {
        if (!May(asked, by, owner, yes))
        {
            await NotTheirsAsync(asked, by, ct);
            return new Decision.NotTheirs(asked);
        }

        // Without a turn where the call was made nothing would come of a yes.
        if (mail.End(asked, time.GetUtcNow()) is not { } end) return new Decision.NotFound();
        if (asked.State != ApprovalState.Pending || !await store.DecideApprovalAsync(asked.Id, yes ? ApprovalState.Granted : ApprovalState.Denied, by, turnId: 0, time.GetUtcNow(), end, mail.Post, ct))
            return new Decision.TooLate((await store.FindApprovalAsync(asked.Id, ct) ?? asked).State);
        log.Decided(asked.TurnId, asked.Tool, asked.Id, yes ? "allowed" : "refused");
        return new Decision.PassedOn(asked, yes);
    }

    /// <summary>Somebody answered whose it is not.</summary>
    public Task NotTheirsAsync(ToolApproval asked, string by, CancellationToken ct)
    {
        log.NotTheirs(asked.Id, asked.Tool, by);
        return store.NotTheirApprovalAsync(asked.Id, by, time.GetUtcNow(), ct);
    }

    /// <summary>By the id of one; null: it is gone.</summary>
    public Task<ToolApproval?> FindAsync(long id, CancellationToken ct) => store.FindApprovalAsync(id, ct);

    /// <summary>It waits for an answer now.</summary>
    public bool Waits(ToolApproval asked) => asked.State == ApprovalState.Pending && asked.ExpiresAt > time.GetUtcNow();

    /// <summary>How long it still may be answered.</summary>
    public TimeSpan Left(ToolApproval asked) => asked.ExpiresAt - time.GetUtcNow();

    /// <summary>A call that was allowed in another chat begins, where it was made. A start that finds it begun does not make it again.</summary>
    public async Task<(ToolApproval Approval, bool Runs)> BeginAsync(ToolApproval asked, CancellationToken ct)
    {
        if (asked.State == ApprovalState.Granted && await store.BeginApprovalAsync(asked.Id, ct)) return (asked with { State = ApprovalState.Running }, true);
        if (asked.State is not (ApprovalState.Granted or ApprovalState.Running)) return (asked, false);
        log.EndUnknown(asked.TurnId, asked.Tool, asked.Id);
        return (await EndAsync(asked, ApprovalState.Unknown, result: null, ct), false);
    }

    /// <summary>The call ended.</summary>
    /// <returns>As it is kept now.</returns>
    public async Task<ToolApproval> EndAsync(ToolApproval asked, ApprovalState state, string? result, CancellationToken ct)
    {
        await store.EndApprovalAsync(asked.Id, state, result, time.GetUtcNow(), ct);
        return asked with { State = state, Result = result };
    }

    /// <summary>What ran when the program ended may have done its work.</summary>
    private async Task<Decision> AgainAsync(ToolApproval asked, CancellationToken ct)
    {
        if (asked.State == ApprovalState.Denied) return new Decision.Refused(asked);
        if (asked.State != ApprovalState.Running) return new Decision.Ended(asked);
        log.EndUnknown(asked.TurnId, asked.Tool, asked.Id);
        return new Decision.Ended(await EndAsync(asked, ApprovalState.Unknown, result: null, ct));
    }

    /// <summary>It was decided in another chat than that in which the call was made.</summary>
    private static bool IsPassedOn(ToolApproval asked, TurnContext context) => asked.IsElsewhere && asked.Chat != context.Turn.Message.Conversation.Value;

    /// <summary>
    /// Whoever asked the model decides, and an owner; what only owners may allow, anybody who asked may still refuse. What others were asked for, only
    /// these allow: also an owner and whoever asked may refuse it.
    /// </summary>
    private bool MayDecide(ToolApproval asked, TurnContext context, bool yes)
    {
        return May(asked, PersonKey.Of(context.Turn.Message), owners.IsOwner(context.Turn.Keep, context.Turn.Message.Sender?.Value), yes);
    }
}
