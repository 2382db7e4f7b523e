using System.Runtime.CompilerServices;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools.Approvals;

namespace Dinghy.Gateway.Commands;

/// <summary>A person's yes or no to a call that waits.</summary>
internal sealed class ApproveCommand(CommandParts parts, bool yes) : ICommand
{
    private readonly ApprovalTalk _talk = new(parts);

    public CommandInfo Info { get; } = yes
        ? new CommandInfo("approve", "批准", [], Lane.Queue, new("同意一个等待确认的操作", "allows a call of a tool that waits for it")) { Usage = new("编号", "code"), Talks = true }
        : new CommandInfo("deny", "拒绝", [], Lane.Queue, new("不同意一个等待确认的操作", "refuses a call of a tool that waits")) { Usage = new("编号", "code"), Talks = true };

    public async IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, [EnumeratorCancellation] CancellationToken ct)
    {
        var code = CommandLine.Fold(call.Arguments).Trim();
        var decision = code.Length == 0 ? new Decision.NotFound() : await parts.Approvals.DecideAsync(call.Context, code, yes, ct);
        if (await SentenceAsync(call, code, decision, ct) is { } sentence)
        {
            yield return new AgentUpdate.Heard(call.Context with { Aside = true });
            yield return new AgentUpdate.Text(sentence);
            yield return new AgentUpdate.Finished();
            yield break;
        }

        var approval = decision switch
        {
            Decision.Granted granted => granted.Approval,
            Decision.Ended ended => ended.Approval,
            Decision.Refused refused => refused.Approval with { State = ApprovalState.Denied },
            _ => throw new InvalidOperationException("A decision has no case here."),
        };
        await foreach (var update in _talk.GoOnAsync(approval, decision is Decision.Granted, call.Context, ct)) yield return update;
    }

    /// <summary>What there is to say when nothing follows; null: the agent goes on.</summary>
    private async Task<string?> SentenceAsync(CommandCall call, string code, Decision decision, CancellationToken ct) => decision switch
    {
        Decision.NotFound when code.Length == 0 => await WaitingAsync(call, ct),
        Decision.NotFound => call.Say("这里没有这个编号的待确认操作。", "Nothing waits here under this code."),
        Decision.PassedOn { Yes: true, Approval: var passed } => call.Say($"已批准 {Answers.Code(passed.Tool)}。现在执行，结果会告诉 {ApprovalMail.AskerOf(passed)}。", $"Allowed: {Answers.Code(passed.Tool)}. It runs now, and {ApprovalMail.AskerOf(passed)} hears how it ended."),
        Decision.PassedOn { Approval: var passed } => call.Say($"已拒绝 {Answers.Code(passed.Tool)}，没有执行，也告诉了 {ApprovalMail.AskerOf(passed)}。", $"Refused: {Answers.Code(passed.Tool)} is not done, and {ApprovalMail.AskerOf(passed)} hears so."),
        Decision.NotTheirs { Approval.IsElsewhere: true } => call.Say("这个操作由别人决定，对方已经收到。", "This is for somebody else to decide, who was asked."),
        Decision.NotTheirs { Approval.OwnersOnly: true } => call.Say("这个操作只有负责人可以批准。", "Only an owner may allow this."),
        Decision.NotTheirs => call.Say("这个操作只能由提出的人或负责人决定。", "Only whoever asked for this, or an owner, may decide it."),
        Decision.TooLate { State: ApprovalState.Pending or ApprovalState.Expired } => call.Say("已经过了确认的时间，没有执行。如果还需要，请再说一次。", "The time to decide is over; nothing was done. Ask again if you still want it."),
        Decision.TooLate { State: ApprovalState.Denied } => call.Say("这个操作之前已经被拒绝，没有执行。", "This was refused before; nothing was done."),
        Decision.TooLate => call.Say("这个操作之前已经批准过，不会再执行一次。", "This was allowed before, and is not done a second time."),
        _ => null,
    };

    private async Task<string> WaitingAsync(CommandCall call, CancellationToken ct)
    {
        var waiting = await parts.Approvals.WaitingAsync(call.Context, ct);
        if (waiting.Count == 0) return call.Say("现在没有等待确认的操作。", "Nothing waits for a decision.");
        return Answers.Lines([call.Say("等待确认：", "Waiting:"), .. waiting.Select(one => Line(call, one))]);
    }

    private string Line(CommandCall call, ToolApproval one)
    {
        var until = parts.Clock(one.ExpiresAt);
        var by = PersonKey.Of(call.Context.Turn.Message);
        var whose = one.IsElsewhere && one.Person != by ? call.Say($"（{ApprovalMail.AskerOf(one)} 提出）", $" (for {ApprovalMail.AskerOf(one)})")
            : one.IsElsewhere && !parts.Approvals.MayAllow(one, call.Context) ? call.Say("（由别人决定）", " (for somebody else to decide)") : "";
        return $"- {one.Code}{call.Say("：", ": ")}{Answers.Code(one.Tool)}{whose}{call.Say($"，{until} 之前有效", $", until {until}")}";
    }
}
