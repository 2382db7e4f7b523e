using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Commands;

internal sealed class ModelsCommand(CommandParts parts) : ICommand
{
    public CommandInfo Info { get; } = new("models", "模型列表", ["list models", "所有模型"], Lane.Beside, new("列出可选的模型", "lists models to choose from"));

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => new Answer(List(parts, call)).AsUpdates();

    public static string List(CommandParts parts, CommandCall call)
    {
        var present = parts.ModelOf(call.Context);
        if (parts.Models.Known.Count == 0) return call.Say("还没有可用的模型。", "No model is usable yet.");
        return Answers.Lines(
            [
                .. parts.Models.Known.Select((name, i) => $"{i + 1}. {Answers.Code(name)}{(name == present ? Now(call) : "")}{More(parts, call, name)}"),
                // Any name that a provider knows may be chosen, whether the list has it or not.
                present is null || parts.Models.Known.Contains(present, StringComparer.Ordinal) ? null : $"- {Answers.Code(present)}{Now(call)}{More(parts, call, present)}",
                call.Say("\n换模型：/模型 序号，或 /模型 服务商/模型（同一服务商的其他模型也行）。", "\n/model <number>, or /model provider/model for another one of the same providers."),
            ]);
    }

    private static string Now(CommandCall call) => call.Say("（现在）", " (now)");

    /// <summary>Its window, whether it sees, and why it rests.</summary>
    private static string More(CommandParts parts, CommandCall call, string name)
    {
        if (parts.Models.StateOf(name) is not { } state) return "";
        string?[] facts =
        [
            state.Facts.WindowKnown ? call.Say($"{Answers.Count(state.Facts.ContextWindow)} token", $"{Answers.Count(state.Facts.ContextWindow)} tokens") : null,
            state.Facts.Sees ? call.Say("能看图", "sees pictures") : null,
            state.Rest is { } rest ? ModelRests.Of(rest, parts.Time.GetUtcNow(), call) : null,
        ];
        var told = string.Join(call.Say("，", ", "), facts.Where(fact => fact is not null));
        return told.Length == 0 ? "" : $" · {told}";
    }
}
