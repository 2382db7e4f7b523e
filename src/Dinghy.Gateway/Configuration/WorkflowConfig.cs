namespace Dinghy.Gateway.Configuration;

/// <summary>DingTalk's own approvals: each is summarised to its approver, who decides by a press.</summary>
internal sealed record WorkflowConfig
{
    public static WorkflowConfig Off { get; } = new();

    /// <summary>Switched on, or a rule sends the events of approvals to an agent and nothing here says no.</summary>
    public bool Enabled { get; init; }

    /// <summary>Who reads the forms; null: as a rule for these events says, else the default agent.</summary>
    public string? Agent { get; init; }

    /// <summary>A file of rules in plain language; absolute. Null: there is none, and the form alone is summarised.</summary>
    public string? Policy { get; init; }

    /// <summary>Templates (<c>PROC-…</c>) that are looked after; empty: all.</summary>
    public IReadOnlySet<string> ProcessCodes { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>What the agent may decide by itself.</summary>
    public OwnDecision Decides { get; init; }

    /// <summary>The two events that bring approvals.</summary>
    public static IReadOnlyList<string> Events { get; } = ["bpms_instance_change", "bpms_task_change"];

    public static WorkflowConfig Read(NodeReader workflow, AgentsConfig agents, RoutingConfig routing, ConfigReport report)
    {
        var rule = routing.Rules.FirstOrDefault(rule => rule.Event is { } kind && Events.Contains(kind, StringComparer.Ordinal) && rule.Agent.Length > 0);
        var agent = workflow.Text("agent")?.Trim();
        if (agent is not null && agents.Find(agent) is null)
            report.Fault(workflow.PathOf("agent"), ConfigReport.Quote(agent), $"an agent of agents.list, or {AgentConfig.DefaultId}");
        var own = workflow.Choice("decide") switch { "agree" => OwnDecision.Agree, "refuse" => OwnDecision.Refuse, "both" => OwnDecision.Both, _ => OwnDecision.Off };
        var policy = workflow.FilePath("policy");
        if (own != OwnDecision.Off && policy is null)
            report.Fault(workflow.PathOf("policy"), "nothing", "the file of rules by which the agent may decide; without one, decide is off");
        return new()
        {
            Enabled = workflow.Flag("enabled") ?? (rule is not null || workflow.Node.Entries.Count > 0),
            Agent = agent,
            Policy = policy,
            ProcessCodes = (workflow.Texts("process_codes") ?? []).ToHashSet(StringComparer.Ordinal),
            Decides = own,
        };
    }
}

internal enum OwnDecision { Off, Agree, Refuse, Both }
