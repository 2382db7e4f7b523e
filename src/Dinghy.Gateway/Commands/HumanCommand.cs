using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Commands;

/// <summary>
/// Asks for a person. It acts at once and not by its answer's commit: a repeat after a crash tells the owners again, which is better than never.
/// </summary>
internal sealed class HumanCommand(CommandParts parts) : ICommand
{
    private const int LongestReason = 200;

    public CommandInfo Info { get; } = new("human", "人工", ["转人工", "人工客服"], Lane.Beside, new("请负责人来回答", "asks for a person to answer"))
    {
        Usage = new("[要说明的情况]", "[what it is about]"),
        TakesText = true,
    };

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => AnswerAsync(call, ct).AsUpdates();

    private async Task<Answer> AnswerAsync(CommandCall call, CancellationToken ct)
    {
        if (parts.Human is not { } desk) return new Answer(Nobody(call));
        var why = call.Arguments.Length <= LongestReason ? call.Arguments : call.Arguments[..LongestReason];
        var called = await desk.CallAsync(call.Context, why, ct);
        var waits = called.Pauses ? call.Say($"在此期间我不作答，最长 {Answers.Lasting(called.Lasting, call)}。", $" Until then I say nothing here, for {Answers.Lasting(called.Lasting, call)} at most.") : call.Say("您也可以继续问我。", " You can go on asking me meanwhile.");
        if (called.Again) return new Answer(call.Say("刚刚已经通知过负责人了，请稍等。", "The owners were told a moment ago; please wait.") + (called.Pauses ? waits : ""));
        return new Answer(called.Reached == 0 ? Nobody(call) : call.Say("已通知负责人，会有人在这里回复您。", "The owners have been told; somebody will answer you here.") + waits);
    }

    private string Nobody(CommandCall call) => parts.OwnersOnly(
        call, "没能通知到任何负责人，请直接联系负责人。", "No owner could be told; please contact one directly.");
}
