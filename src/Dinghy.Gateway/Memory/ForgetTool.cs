using Dinghy.Gateway.Models;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Memory;

/// <summary>Forgets a fact for good, where the speaker may.</summary>
internal sealed class ForgetTool(Memories memories) : ITool
{
    public ToolDeclaration Declaration { get; } = new(
        "forget",
        "Forgets one remembered fact for good, by its number. Use it when you are asked to, or when a newer fact takes its place.",
        """
        {"type":"object","properties":{"number":{"type":"integer","description":"As shown: #12 is 12."}},"required":["number"]}
        """);

    public ToolEffect Effect => ToolEffect.Repeatable;

    public async Task<ToolResult> RunAsync(ToolInput input, ToolTurn turn, CancellationToken ct)
    {
        if (turn.Context.Aside) return ToolResult.Error("Not forgotten: this was asked beside the conversation, which changes nothing.");
        if (FactLines.Number(input.Text("number")) is not { } number) return ToolResult.Error("Not forgotten: number is missing; recall shows the numbers.");
        // Looked for here only: a number of another place is no number at all.
        var fact = (await memories.OfAsync(turn.Context, ct)).FirstOrDefault(one => one.Id == number);
        if (fact is null) return new ToolResult($"There is no fact #{number} here (any more).");
        if (!memories.MayForget(turn.Context, fact)) return ToolResult.Error("Not forgotten: somebody else told this. They or an owner may have it forgotten; say so.");
        await memories.ForgetAsync(turn.Context, fact, ct);
        return new ToolResult($"#{number} is forgotten.");
    }
}
