using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Memory;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Commands;

/// <summary>
/// Takes the last exchange out of the conversation, or facts out of what is remembered: one by its number or its words, or all of one's own.
/// Where several share it, an owner does; a fact also whoever told it.
/// </summary>
internal sealed class ForgetCommand(CommandParts parts) : ICommand
{
    private const int MostShown = 5;

    public CommandInfo Info { get; } = new("forget", "忘记", ["忘掉", "忘记上一条"], Lane.Queue, new("从记忆里删掉上一轮问答，或删掉记住的事", "takes the last exchange, or remembered facts, out of the memory"))
    {
        Usage = new("上一条|编号|几个字|全部", "last|number|words|all"),
    };

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => AnswerAsync(call, ct).AsUpdates();

    private async Task<Answer> AnswerAsync(CommandCall call, CancellationToken ct)
    {
        var words = CommandLine.Fold(call.Arguments).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (call.Name == "忘记上一条") return Last(call);
        return words switch
        {
            [] => new Answer(call.Say(
                "/忘记 上一条：删掉上一轮问答；/忘记 12：删掉编号 12 的事（/记忆 可看编号）；/忘记 全部：删掉您让我记住的一切；要从头开始请发 /重置。",
                "/forget last takes the last exchange out of the memory; /forget 12 forgets fact 12 (/memory shows them); /forget all forgets everything you had me remember; /reset begins anew.")),
            ["last" or "上一条" or "上一轮" or "上条"] => Last(call),
            ["all" or "全部" or "everything" or "所有"] => await AllAsync(call, sure: false, ct),
            ["all" or "全部" or "everything" or "所有", "yes" or "confirm" or "确认" or "是"] => await AllAsync(call, sure: true, ct),
            _ => await OneAsync(call, ct),
        };
    }

    private Answer Last(CommandCall call)
    {
        if (!parts.MaySet(call)) return new Answer(parts.OwnersOnly(call, "这里的记忆大家共用，由负责人删除。", "This memory is shared; only an owner may do that."));
        if (call.Context.History.Count == 0) return new Answer(Sentences.Forgotten(any: false, call.Context.Language));
        return new Answer(Sentences.Forgotten(any: true, call.Context.Language))
        {
            Effects = new TurnEffects { Session = new SessionChange { ForgetLast = true } },
        };
    }

    private async Task<Answer> AllAsync(CommandCall call, bool sure, CancellationToken ct)
    {
        var mine = (await parts.Memories.OfAsync(call.Context, ct)).Where(fact => parts.Memories.MayForget(call.Context, fact)).ToList();
        if (mine.Count == 0) return new Answer(call.Say("这里没有您让我记住的事。", "There is nothing here that you had me remember."));
        var whose = parts.IsShared(call) && parts.IsOwner(call) ? call.Say("（包括别人说的）", " (what others told, too)") : "";
        return sure
            ? new Answer(call.Say($"已经忘记 {mine.Count} 件事{whose}。", $"Forgotten: {Plural.Of(mine.Count, "fact")}{whose}.")) { Effects = new TurnEffects { Forgets = [.. mine.Select(fact => fact.Id)] } }
            : new Answer(call.Say($"这会删掉 {mine.Count} 件记住的事{whose}，不能恢复。确定的话请发：/忘记 全部 确认", $"This forgets {Plural.Of(mine.Count, "fact")}{whose} for good. To do it, send: /forget all yes"));
    }

    private async Task<Answer> OneAsync(CommandCall call, CancellationToken ct)
    {
        var facts = Shown(call, await parts.Memories.OfAsync(call.Context, ct));
        var found = FactLines.Number(CommandLine.Fold(call.Arguments)) is { } number
            ? facts.Where(fact => fact.Id == number).ToList()
            : facts.Where(fact => CommandLine.Fold(fact.Text).Contains(CommandLine.Fold(call.Arguments), StringComparison.Ordinal)).ToList();
        return found switch
        {
            [] => new Answer(call.Say("没有找到这件事；/记忆 可以看记住了什么，/忘记 上一条 删掉上一轮问答。", "No such fact; /memory shows what is remembered, and /forget last takes the last exchange out of the memory.")),
            [var fact] when parts.Memories.MayForget(call.Context, fact) => new Answer(call.Say($"已经忘记：{Answers.Code(fact.Text)}", $"Forgotten: {Answers.Code(fact.Text)}"))
            {
                Effects = new TurnEffects { Forgets = [fact.Id] },
            },
            [_] => new Answer(call.Say("这件事是别人说的，由本人或负责人删除。", "Somebody else told this; they or an owner may have it forgotten.")),
            _ => new Answer(Answers.Lines(
            [
                call.Say($"有 {found.Count} 件事含有这几个字，请用编号：", $"{found.Count} facts have these words; name one by its number:"),
                .. found.Take(MostShown).Select(MemoryCommand.Line),
            ])),
        };
    }

    /// <summary>Of what is shared unseen, a person knows only what they told.</summary>
    private IReadOnlyList<Fact> Shown(CommandCall call, IReadOnlyList<Fact> facts) =>
        parts.MayUseMemory(call) ? facts : [.. facts.Where(fact => parts.Memories.MayForget(call.Context, fact))];
}
