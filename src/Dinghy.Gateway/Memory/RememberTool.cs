using Dinghy.Gateway.Models;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Memory;

/// <summary>Keeps a fact: privately told, for this person; in a group, for the group.</summary>
internal sealed class RememberTool(Memories memories) : ITool
{
    public ToolDeclaration Declaration { get; } = new(
        "remember",
        "Keeps one fact for later conversations: in a private chat for this person alone, in a group for this group. Use it when you are asked to remember something, "
        + "and for what will still matter in weeks: a name, a preference, a decision. Never for passwords, keys or what a document says; one fact a call, in one short sentence that is true by itself.",
        """
        {"type":"object","properties":{"fact":{"type":"string","description":"One sentence, at most 500 characters."}},"required":["fact"]}
        """);

    public ToolEffect Effect => ToolEffect.Repeatable;

    public async Task<ToolResult> RunAsync(ToolInput input, ToolTurn turn, CancellationToken ct)
    {
        if (turn.Context.Aside) return ToolResult.Error("Not remembered: this was asked beside the conversation, and nothing of it is kept.");
        if (input.Text("fact") is not { } fact) return ToolResult.Error("Not remembered: fact is missing.");
        if (fact.Length > Memories.LongestFact) return ToolResult.Error($"Not remembered: {fact.Length} characters; at most {Memories.LongestFact}. Say it shorter, or as several facts.");
        var added = await memories.AddAsync(turn.Context, fact, ct);
        return added switch
        {
            { Id: { } id, Known: true } => new ToolResult($"It was remembered already, as #{id}."),
            { Id: { } id } => new ToolResult($"Remembered as #{id}{(turn.Context.IsGroup ? ", for this group" : "")}."),
            _ => ToolResult.Error($"Not remembered: {Memories.MostFacts} facts are kept here, and that is the most there can be. Ask the person which may be forgotten (recall lists them), forget those, then remember this one."),
        };
    }
}
