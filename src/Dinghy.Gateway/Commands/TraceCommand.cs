using Dinghy.Gateway.Access;
using System.Globalization;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Commands;

/// <summary>What became of a message, step by step. One's own; an owner may look at any by its number. No text is shown.</summary>
internal sealed class TraceCommand(CommandParts parts) : ICommand
{
    private const int LookBack = 100;

    public CommandInfo Info { get; } = new("trace", "追踪", ["跟踪"], Lane.Beside, new("看上一个问题的处理过程；负责人可以看任意一条", "shows what became of your last question; an owner may name any"))
    {
        Usage = new("[编号或 msgId]", "[turn or msgId]"),
        OfNoAgent = true,
    };

    /// <summary>The book that this command itself is part of.</summary>
    public CommandBook? Book { get; set; }

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => AnswerAsync(call, ct).AsUpdates();

    private async Task<Answer> AnswerAsync(CommandCall call, CancellationToken ct)
    {
        var turn = call.Context.Turn;
        if (call.Arguments.Length > 0)
        {
            var named = await NamedAsync(call.Arguments.TrimStart('#'), turn, ct) is { } id ? await parts.Store.TraceAsync(id, ct) : null;
            // A turn of somebody else's is as good as none: its number alone tells nothing.
            // An owner is one of this robot: another robot's turns are another owner's.
            if (named is null || !((parts.IsOwner(call) && named.Turn.Keep == turn.Keep) || IsMine(named.Turn, turn))) return new Answer(call.Say("没有这条记录，或者不是您的。", "There is no such turn, or it is not yours."));
            return new Answer(Text(call, named));
        }

        var earlier = await parts.Store.EarlierTurnsAsync(turn.Conversation, turn.Id, LookBack, ct);
        return earlier.FirstOrDefault(one => IsMine(one, turn) && !IsCommand(one)) is { } last && await parts.Store.TraceAsync(last.Id, ct) is { } trace
            ? new Answer(Text(call, trace))
            : new Answer(call.Say("没有找到您更早的问题。", "No earlier question of yours was found."));
    }

    private static bool IsMine(Turn turn, Turn mine) =>
        turn.Keep == mine.Keep && turn.Conversation == mine.Conversation && PersonKey.Of(turn.Message) == PersonKey.Of(mine.Message);

    /// <summary>Whoever asks what became of a message means a question, not the commands behind it.</summary>
    private bool IsCommand(Turn turn) =>
        parts.Config.Accounts.FirstOrDefault(one => one.Id == turn.Account) is { } account && Book!.Find(Thumbs.OrText(turn.Message, account)) is not null;

    /// <summary>Of those under one of DingTalk's ids, the last of this robot.</summary>
    private async Task<long?> NamedAsync(string name, Turn turn, CancellationToken ct) =>
        long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
        : (await parts.Store.FindTurnsAsync(name, ct)).FirstOrDefault(row => row.Account == turn.Account)?.Id;

    private string Text(CommandCall call, TurnTrace trace) => Answers.Lines(
        [
            $"- {call.Say("编号", "Turn")} {trace.Turn.Id}, msgId {Answers.Code(trace.Turn.MessageId.Value)}",
            $"- {call.Say("收到并存盘：", "Received and stored: ")}{parts.Clock(trace.Turn.ReceivedAt)}{(trace.Turn.Resumes > 0 ? call.Say($"，重启后续上 {trace.Turn.Resumes} 次", $", taken up by {Plural.Of(trace.Turn.Resumes, "restart")}") : "")}",
            trace.Verdict is { } verdict ? $"- {call.Say("放行依据：", "Let in by: ")}{Answers.Code(verdict)}" : null,
            trace.AgainOf is { } of ? $"- {call.Say("重试的是：", "Tries again: ")}{of}" : null,
            trace.CarriedBy is { } other ? $"- {call.Say("合并回答于：", "Answered in: ")}{other}" : null,
            .. trace.Done is { } run ? Run(call, run) : trace.Usage is { } use ? [$"- {call.Say("模型：", "Model: ")}{Answers.Code(use.Model)}, {Seconds((long)use.Elapsed.TotalMilliseconds)}, {Answers.Count(use.Input)} + {Answers.Count(use.Output)} tokens"] : [],
            .. trace.Replies.SelectMany(reply => Reply(call, reply)),
            $"- {call.Say("结果：", "Outcome: ")}{Answers.Code(trace.Outcome?.ToString() ?? call.Say("还在处理", "in work"))}{(trace.ClosedAt is { } at ? $", {parts.Clock(at)}" : "")}",
            trace.Again.Count > 0 ? $"- {call.Say("后来的重试：", "Tried again by: ")}{string.Join(", ", trace.Again)}" : null,
        ]);

    private static IEnumerable<string> Run(CommandCall call, TurnRun run)
    {
        if (run.Command is { } command) yield return $"- {call.Say("命令：", "Command: ")}{Answers.Code($"/{command}")}";
        if (run.Agent is { } agent) yield return $"- {call.Say("路由：", "Route: ")}{Answers.Code(agent)}, {run.Route}";
        foreach (var ask in run.Asks)
        {
            yield return $"- {call.Say("模型：", "Model: ")}{Answers.Code(ask.Model)}, {Seconds(ask.Took)}"
                + (ask.Attempts.Count > 1 ? call.Say($"，请求 {ask.Attempts.Count} 次", $", {ask.Attempts.Count} requests") : "")
                + ((ask.Input ?? ask.Output) is null ? "" : $", {Answers.Count(ask.Input ?? 0)} + {Answers.Count(ask.Output ?? 0)} tokens")
                + (ask.Fault is { } fault ? $", {Answers.Code(fault)}" : "");
        }

        foreach (var tool in run.Tools) yield return $"- {call.Say("工具：", "Tool: ")}{Answers.Code(tool.Name)}, {tool.End}, {Seconds(tool.Took)}";
    }

    private static string Seconds(long milliseconds) => $"{(milliseconds / 1_000.0).ToString("F1", CultureInfo.InvariantCulture)} s";

    private IEnumerable<string> Reply(CommandCall call, ReplyTrace reply)
    {
        yield return $"- {(reply.Closes ? call.Say("回答：", "Answer: ") : call.Say("提示：", "Note: "))}{parts.Clock(reply.At)}, {Answers.Count(reply.Length)} {call.Say("字", "characters")}";
        foreach (var part in reply.Parts)
            yield return $"  - #{part.Part.Number} {Name(part.Part.Road)}: {Name(part.State)}{(part.Part.Attempts > 1 ? $" ({part.Part.Attempts}×)" : "")}, {parts.Clock(part.At)}"
                + (part.Receipt is { } receipt ? $", {call.Say("回执", "receipt")} {Answers.Code(receipt)}" : "")
                + (part.Error is { } error ? $", {Answers.Code(error)}" : "");
    }

    private static string Name(Road road) => road.ToString().ToLowerInvariant();

    private static string Name(PartState state) => state == PartState.InDoubt ? "in_doubt" : state.ToString().ToLowerInvariant();
}
