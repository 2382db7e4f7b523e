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

    /// <summary>This same answer was taken before the program ended; the call ended then, or its end is not known.</summary>
    public sealed record Ended(ToolApproval Approval) : Decision;
}

/// <summary>Takes people's answers. Each is durable before anything follows from it.</summary>
internal sealed class ApprovalDesk(IApprovalStore store, Owners owners, ToolLog log, TimeProvider time)
{
    public Task<IReadOnlyList<ToolApproval>> WaitingAsync(TurnContext context, CancellationToken ct) =>
        store.WaitingApprovalsAsync(context.Turn.Account, context.Turn.Message.Conversation.Value, time.GetUtcNow(), ct);

    /// <param name="context">The answer's turn: where, and whose.</param>
    /// <param name="code">The question.</param>
    /// <param name="yes">What was said.</param>
    /// <param name="ct">Gives up waiting.</param>
    public async Task<Decision> DecideAsync(TurnContext context, string code, bool yes, CancellationToken ct)
    {
        var turn = context.Turn;
        if (await store.FindApprovalAsync(turn.Account, turn.Message.Conversation.Value, code, ct) is not { } asked) return new Decision.NotFound();
        if (asked.DecidedIn == turn.Id) return await AgainAsync(asked, ct);
        if (!MayDecide(asked, context, yes)) return new Decision.NotTheirs(asked);
        var by = PersonKey.Of(turn.Message);
        if (asked.State != ApprovalState.Pending || !await store.DecideApprovalAsync(asked.Id, yes ? ApprovalState.Running : ApprovalState.Denied, by, turn.Id, time.GetUtcNow(), ct))
            return new Decision.TooLate(asked.State);
        log.Decided(asked.TurnId, asked.Tool, asked.Id, yes ? "allowed" : "refused");
        return yes ? new Decision.Granted(asked) : new Decision.Refused(asked);
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

    /// <summary>Whoever asked the model decides, and an owner; what only owners may allow, anybody who asked may still refuse.</summary>
    private bool MayDecide(ToolApproval asked, TurnContext context, bool yes)
    {
        var own = asked.Person == PersonKey.Of(context.Turn.Message);
        return owners.IsOwner(context.Turn.Keep, context.Turn.Message.Sender?.Value) || (own && !(asked.OwnersOnly && yes));
    }
}
