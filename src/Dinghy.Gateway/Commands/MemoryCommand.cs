using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Commands;

/// <summary>Shows what was remembered here. Where all private chats share one memory, a person sees what they told.</summary>
internal sealed class MemoryCommand(CommandParts parts) : ICommand
{
    private const int MostShown = 50;

    public CommandInfo Info { get; } = new("memory", "记忆", ["我的记忆", "记住了什么"], Lane.Beside, new("看这里记住了什么", "shows what is remembered here"));

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => AnswerAsync(call, ct).AsUpdates();

    internal static string Line(Fact fact) => $"- #{fact.Id} {Answers.Code(fact.Text)}";

    private async Task<Answer> AnswerAsync(CommandCall call, CancellationToken ct)
    {
        var facts = await parts.Memories.OfAsync(call.Context, ct);
        if (!parts.MayUseMemory(call)) facts = [.. facts.Where(fact => parts.Memories.MayForget(call.Context, fact))];
        if (facts.Count == 0) return new Answer(call.Say("这里还没有记住什么。您可以说“请记住……”。", "Nothing is remembered here yet. You may say \"please remember …\"."));
        var more = facts.Count > MostShown ? call.Say($"（共 {facts.Count} 件，这里是最近的 {MostShown} 件）", $" ({facts.Count} in all; these are the {MostShown} newest)") : "";
        return new Answer(Answers.Lines(
        [
            call.Context.IsGroup ? call.Say($"本群让我记住的事{more}：", $"What this group had me remember{more}:") : call.Say($"您让我记住的事{more}：", $"What you had me remember{more}:"),
            .. facts.TakeLast(MostShown).Reverse().Select(Line),
            call.Say("\n删掉一件：/忘记 编号；删掉您说的全部：/忘记 全部", "\n/forget number forgets one; /forget all everything of yours."),
        ]));
    }
}
