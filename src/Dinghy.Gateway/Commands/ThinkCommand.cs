using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Commands;

/// <summary>How hard the model thinks before it answers, where it can be told.</summary>
internal sealed class ThinkCommand(CommandParts parts) : ICommand
{
    private static readonly Dictionary<string, string?> s_levels = new(StringComparer.Ordinal)
    {
        [ThinkingLevels.Off] = ThinkingLevels.Off, ["关"] = ThinkingLevels.Off, ["关闭"] = ThinkingLevels.Off, ["none"] = ThinkingLevels.Off,
        [ThinkingLevels.Low] = ThinkingLevels.Low, ["低"] = ThinkingLevels.Low, ["minimal"] = ThinkingLevels.Low,
        [ThinkingLevels.Medium] = ThinkingLevels.Medium, ["中"] = ThinkingLevels.Medium,
        [ThinkingLevels.High] = ThinkingLevels.High, ["高"] = ThinkingLevels.High, ["on"] = ThinkingLevels.High, ["开"] = ThinkingLevels.High,
        ["default"] = null, ["默认"] = null,
    };

    public CommandInfo Info { get; } = new("think", "思考", ["t", "thinking", "深度思考"], Lane.Queue, new("看或设本会话的思考强度", "shows or sets how hard the model thinks"))
    {
        Usage = new("[关|低|中|高|默认]", "[off|low|medium|high|default]"),
    };

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => RunAsync(call).AsUpdates();

    private Answer RunAsync(CommandCall call)
    {
        var possible = parts.LevelsOf(call.Context);
        var listed = string.Join(", ", possible);
        if (call.Arguments.Length == 0)
            return new Answer(call.Say($"思考强度：{call.Context.Session.Thinking ?? "默认"}。", $"Thinking: {call.Context.Session.Thinking ?? "default"}. ") + (possible.Count == 0
                ? call.Say("现在的模型不支持调节。", "This model can not be told.") : call.Say($"现在的模型可设：{listed}。", $"This model takes: {listed}.")));
        if (!s_levels.TryGetValue(CommandLine.Fold(call.Arguments), out var level))
            return new Answer(call.Say("可以写：关、低、中、高、默认。", "Write off, low, medium, high or default."));
        if (!parts.MaySet(call)) return new Answer(parts.OwnersOnly(call, "这里的思考强度由负责人设定。", "Here only an owner sets this."));
        if (level is not null && possible.Count == 0)
            return new Answer(call.Say($"{parts.ModelNamed(call)} 不支持调节思考强度，没有改动。", $"{parts.ModelNamed(call)} can not be told how hard to think; nothing was changed."));
        if (level is not null && !possible.Contains(level, StringComparer.Ordinal))
            return new Answer(call.Say($"{parts.ModelNamed(call)} 只支持：{listed}。没有改动。", $"{parts.ModelNamed(call)} takes only {listed}; nothing was changed."));
        return new Answer(call.Say($"思考强度：{level ?? "默认"}。", $"Thinking: {level ?? "default"}."))
        {
            Effects = new TurnEffects { Session = new SessionChange { Thinking = new Setting(level) } },
        };
    }
}
