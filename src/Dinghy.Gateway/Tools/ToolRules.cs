using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tools;

/// <summary>Allow, ask or deny, for one agent: the strictest of what the tool demands and what the operator says, or else what is usual for it.</summary>
internal sealed class ToolRules(ToolsConfig tools, AgentConfig agent)
{
    /// <summary>Every tool as is usual for it.</summary>
    public static ToolRules Usual { get; } = new(new(), new());

    public ToolPolicy Of(ITool tool, ToolTerms terms)
    {
        var name = tool.Declaration.Name;
        var said = ToolPattern.Said(agent.Approvals, name) ?? ToolPattern.Said(tools.Policy, name) ?? terms.Usual;
        return said > terms.Least ? said : terms.Least;
    }

    /// <summary>The operator says something of this tool.</summary>
    public bool Knows(string tool) => (ToolPattern.Said(agent.Approvals, tool) ?? ToolPattern.Said(tools.Policy, tool)) is not null;

    /// <summary>Who decides of what is asked, and how long they may take; null: as is usual.</summary>
    public ToolRule? RuleOf(string tool) => ToolPattern.Best(tools.Rules.Keys, tool) is { } best ? tools.Rules[best] : null;
}
