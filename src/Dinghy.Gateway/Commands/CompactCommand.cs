using System.Runtime.CompilerServices;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Commands;

/// <summary>Puts a summary in the place of what was said. What was said stays stored.</summary>
internal sealed class CompactCommand(CommandParts parts, CommandLog log) : ICommand
{
    /// <summary>Entries that a summary is made of; more do not gather, since the conversation is made short by itself.</summary>
    private const int MaxEntries = 2_000;

    public CommandInfo Info { get; } = new("compact", "压缩", ["压缩上下文", "总结上下文"], Lane.Queue, new("把前面的对话压成摘要，原文保留", "puts a summary in the place of what was said; the originals are kept"))
    {
        Usage = new("[要特别留意的内容]", "[what to take care of]"),
        TakesText = true,
        AsksModel = true,
    };

    public async IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, call.Context.Stopped);
        AgentUpdate[] updates;
        try
        {
            updates = await CompactAsync(call, stop.Token);
        }
        catch (OperationCanceledException) when (call.Context.Stopped.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            updates = [new AgentUpdate.Stopped()];
        }

        foreach (var update in updates) yield return update;
    }

    private async Task<AgentUpdate[]> CompactAsync(CommandCall call, CancellationToken ct)
    {
        if (!parts.MayUseMemory(call)) return Said(parts.OwnersOnly(call, "这里的记忆是所有单聊共用的，由负责人压缩。", "All private chats share this memory; only an owner may compact it."));
        var context = call.Context;
        var session = context.Session;
        var history = await parts.Store.ReadTalkAsync(context.Memory, session.SummaryTo, MaxEntries, TalkBudget.MaxChars, ct);
        if (history.Sum(entry => entry.Text.Length) < Summaries.MinChars) return Said(call.Say("内容还很少，不用压缩。", "There is too little to make it shorter."));
        if ((context.Model?.Client ?? parts.OwnOf(context).Client) is not { } model) return [new AgentUpdate.Failed(Reasons.NoModel)];
        try
        {
            var (summary, why, usage) = await Summaries.MakeAsync(model, session.Summary, history, call.Arguments, context.Meter.Window, parts.Time, ct);
            if (summary is not null)
                return Said(Done(call, history, summary), usage, new TurnEffects { Session = new SessionChange { Compact = new Compaction(context.Memory, session.Number, session.SummaryTo, history[^1].Id, summary) } });
            log.NotSummarised(context.Turn.Id, why);
            return Said(call.Say("模型没有给出可用的摘要，对话保持原样。", "The model gave no summary that can be used; the conversation stays as it is."), usage);
        }
        catch (ModelException e)
        {
            log.NotSummarised(context.Turn.Id, e.Message);
            if (e.Reason is { } reason) return [new AgentUpdate.Failed(reason)];
            return Said(call.Say("模型没能完成压缩，对话保持原样，请稍后再试。", "The model could not do it; the conversation stays as it is. Please try again later."));
        }
    }

    private static AgentUpdate[] Said(string text, AgentUsage? usage = null, TurnEffects? effects = null) =>
        [new AgentUpdate.Text(text), new AgentUpdate.Finished(usage) { Effects = effects ?? TurnEffects.None }];

    private static string Done(CommandCall call, IReadOnlyList<HistoryEntry> history, string summary) => call.Say(
        $"已把 {history.Count} 条内容压缩成摘要：\n\n{summary}", $"{history.Count} entries are now this summary:\n\n{summary}");
}
