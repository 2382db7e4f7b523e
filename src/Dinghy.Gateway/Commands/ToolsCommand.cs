using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Commands;

/// <summary>What the agent that answers here may do besides talking, and what somebody is asked about first.</summary>
internal sealed class ToolsCommand(CommandParts parts) : ICommand
{
    /// <summary>A list that a person can still read.</summary>
    private const int Most = 60;

    public CommandInfo Info { get; } = new("tools", "工具", ["工具列表", "list tools"], Lane.Beside, new("看这里的智能体能用哪些工具", "shows which tools the agent here may use"));

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => AnswerAsync(call, ct).AsUpdates();

    private async Task<Answer> AnswerAsync(CommandCall call, CancellationToken ct)
    {
        var runner = parts.Agents.Of(call.Context.Route.Agent).Tools;
        await runner.ReadyAsync(ct);
        var tools = runner.Terms().Where(tool => tool.Policy != Configuration.ToolPolicy.Deny).ToList();
        if (tools.Count == 0) return new Answer(call.Say("这里的智能体不用工具。", "The agent here uses no tools."));
        return new Answer(Answers.Lines(
        [
            call.Say($"这里可以用 {tools.Count} 个工具：", $"{tools.Count} tool{(tools.Count == 1 ? "" : "s")} may be used here:"),
            .. tools.Take(Most).Select(tool => $"- {Answers.Code(tool.Name)}{Asks(call, tool)}"),
            tools.Count > Most ? call.Say($"- 还有 {tools.Count - Most} 个", $"- and {tools.Count - Most} more") : null,
        ]));
    }

    private static string Asks(CommandCall call, ToolLook tool) => (tool.Policy, tool.OwnersOnly) switch
    {
        (Configuration.ToolPolicy.Ask, true) => call.Say("（先问负责人）", " (an owner is asked first)"),
        (Configuration.ToolPolicy.Ask, _) => call.Say("（先问您）", " (you are asked first)"),
        _ => "",
    };
}
