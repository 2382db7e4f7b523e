using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;

namespace Dinghy.Gateway.Commands;

/// <summary>
/// Lets strangers in, for owners in private. The one command that acts at once and not by its answer's commit: approvals are kept in memory too,
/// and who was decided about waits no more, so that a repeat after a crash decides nothing again.
/// </summary>
internal sealed class PairingCommand(CommandParts parts) : ICommand
{
    public CommandInfo Info { get; } = new("pairing", "配对", [], Lane.Queue, new("看谁在申请使用，批准或拒绝；限负责人，在单聊里用", "shows who asks to be let in, and decides; owners only, in private"))
    {
        Usage = new("[列表|批准 配对码|拒绝 配对码|撤销 ID]", "[list|approve CODE|deny CODE|revoke id]"),
        OfNoAgent = true,
    };

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => AnswerAsync(call, ct).AsUpdates();

    private async Task<Answer> AnswerAsync(CommandCall call, CancellationToken ct)
    {
        if (!parts.IsOwner(call)) return new Answer(parts.OwnersOnly(call, "只有负责人可以决定谁能使用。", "Only an owner decides who is let in."));
        if (call.Context.IsGroup) return new Answer(call.Say("请在和我的单聊里用这个命令：配对码不该让别人看到。", "Use this in a private chat with me: codes are not for others to see."));
        var words = call.Arguments.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var (office, account, by) = (parts.Pairing(), call.Context.Turn.Keep, call.Context.Turn.Message.Sender!.Value.Value);
        switch (words)
        {
            case [] or [_] when words.Length == 0 || CommandLine.Fold(words[0]) is "list" or "列表":
                return new Answer(List(call));
            case [var what, var who] when CommandLine.Fold(what) is "approve" or "批准":
                // Whoever waits can not know of it otherwise: they wrote, and the code was all they heard.
                var (answer, notice) = await office.ApproveAsync(who, account, by, notify: true, ct);
                var untold = notice is null ? "" : call.Say($"没能通知对方：{notice}", $" They could not be told: {notice}");
                return new Answer(Said(call, answer, call.Say("已批准", "Approved")) + untold);
            case [var what, var who] when CommandLine.Fold(what) is "deny" or "拒绝":
                return new Answer(Said(call, await office.DenyAsync(who, account, by, ct), call.Say("已拒绝", "Denied")));
            case [var what, var who] when CommandLine.Fold(what) is "revoke" or "撤销":
                return new Answer(Revoked(call, await office.RevokeAsync(who, account, by, ct)));
            default:
                return new Answer(call.Say($"写法：/{Info.Chinese} {Info.Usage.Zh}", $"Write /{Info.Name} {Info.Usage.En}"));
        }
    }

    private string List(CommandCall call)
    {
        var (office, account) = (parts.Pairing(), call.Context.Turn.Keep);
        var (pending, approved) = (office.Pending(account), office.Approved(account));
        return Answers.Lines(
        [
            pending.Count == 0 ? call.Say("现在没有人在申请。", "Nobody is waiting.") : call.Say("在申请的人：", "Waiting:"),
            .. pending.Select(one => $"- {Answers.Code(one.Code)}{call.Say("：", ": ")}{Person(one.Person, one.Nick)}, {parts.Clock(one.CreatedAt)}"),
            approved.Count == 0 ? null : call.Say("\n已经批准的人：", "\nLet in:"),
            .. approved.Select(one => $"- {Person(one.Person, one.Nick)}{(one.Owner ? call.Say("（负责人）", " (owner)") : "")}, {parts.Clock(one.ApprovedAt)}"),
        ]);
    }

    /// <summary>What it means, and how it is undone.</summary>
    private static string Revoked(CommandCall call, PairingAnswer answer) => Said(call, answer, call.Say("已撤销", "Revoked")) + answer switch
    {
        { End: not PairingEnd.Done } => "",
        { StillLetInBy: { } key } => call.Say($"但配置里的 {Answers.Code(key)} 仍然允许对方使用，请在配置里去掉。", $" But {Answers.Code(key)} in the configuration still lets them write: take them out there."),
        _ => call.Say("对方现在又是陌生人：再发消息会收到新的配对码，批准后即可恢复。", " They are a stranger again: their next message brings a new code, and approving that lets them in again."),
    };

    private static string Said(CommandCall call, PairingAnswer answer, string done) => answer.End switch
    {
        PairingEnd.Done => $"{done}{call.Say("：", ": ")}{Person(answer.Person, answer.Nick)}{call.Say("。", ".")}",
        PairingEnd.Locked => call.Say($"输错太多次了，请 {Answers.Lasting(answer.Wait!.Value, call)} 后再试。", $"Too many wrong codes. Try again in {Answers.Lasting(answer.Wait!.Value, call)}."),
        _ => call.Say("没有这个配对码或 ID，也可能已经处理过；见 /配对。", "There is no such code or id, or it was decided before; see /pairing."),
    };

    /// <summary>Names are chosen by strangers: nothing in them is markup.</summary>
    private static string Person(string person, string nick) => $"{Answers.Code(Printable.Of(person))}{(nick.Length == 0 ? "" : $" ({Answers.Code(Printable.Of(nick))})")}";
}
