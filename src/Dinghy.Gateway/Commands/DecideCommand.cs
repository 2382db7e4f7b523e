using System.Runtime.CompilerServices;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Workflow;

namespace Dinghy.Gateway.Commands;

/// <summary>
/// An approver's word on one of DingTalk's approvals, by a press or in words. It acts before its answer's commit, as it must: that it was decided is stored
/// first, so that a repeat after a crash looks at DingTalk before it tells it anything.
/// </summary>
internal sealed class DecideCommand(CommandParts parts, bool agree) : ICommand
{
    private const int MaxRemark = 500;
    private const int MaxWaiting = 20;

    public CommandInfo Info { get; } = agree
        ? new CommandInfo("agree", "同意", [], Lane.Queue, new("同意一个待您处理的钉钉审批", "approves one of DingTalk's approvals that waits for you")) { Usage = new("编号 [意见]", "code [remark]"), TakesText = true }
        : new CommandInfo("reject", "驳回", [], Lane.Queue, new("驳回一个待您处理的钉钉审批", "rejects one of DingTalk's approvals that waits for you")) { Usage = new("编号 [意见]", "code [remark]"), TakesText = true };

    public async IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return new AgentUpdate.Text(await DecideAsync(call, ct));
        yield return new AgentUpdate.Finished();
    }

    private async Task<string> DecideAsync(CommandCall call, CancellationToken ct)
    {
        var (context, desk) = (call.Context, parts.Workflow);
        // By the staff id of this robot's organisation, which DingTalk says of whoever pressed or wrote: nothing that a message holds can name another.
        if (desk is null || context.Turn.Message.Sender is not { Value: var person }) return WorkflowSentences.NotFound(context.Language);
        var (code, remark) = Split(call.Arguments);
        if (code.Length == 0) return WorkflowSentences.Waiting(await desk.Store.WaitingStepsAsync(context.Turn.Account, person, MaxWaiting, ct), context.Language);
        if (await desk.FindAsync(context.Turn.Account, person, code, ct) is not { } step) return WorkflowSentences.NotFound(context.Language);
        var end = await desk.DecideAsync(step, agree, remark.Length > 0 ? remark : WorkflowSentences.Remark(agree, context.Language), person, context.Turn.Id, ct);
        return WorkflowSentences.Said(end, step, context.Language);
    }

    private static (string Code, string Remark) Split(string arguments)
    {
        var text = arguments.Trim();
        var end = text.IndexOfAny([' ', '\u3000', '\n', '\t']);
        return end < 0 ? (CommandLine.Fold(text), "") : (CommandLine.Fold(text[..end]), Fence.Start(text[end..].Trim(), MaxRemark));
    }
}
