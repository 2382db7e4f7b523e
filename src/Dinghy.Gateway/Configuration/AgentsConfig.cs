namespace Dinghy.Gateway.Configuration;

/// <summary>Everyone who can answer.</summary>
internal sealed record AgentsConfig
{
    /// <summary><c>agents.default</c>: there is always one.</summary>
    public AgentConfig Default { get; init; } = new();

    /// <summary><c>agents.list</c>, in the order written; none has the default's id.</summary>
    public IReadOnlyList<AgentConfig> List { get; init; } = [];

    public IEnumerable<AgentConfig> All => [Default, .. List];

    public AgentConfig? Find(string id) => All.FirstOrDefault(agent => agent.Id == id);
}

internal sealed record AgentConfig
{
    public const string DefaultId = "default";

    public string Id { get; init; } = DefaultId;

    /// <summary>What people call it; null: nothing.</summary>
    public string? Name { get; init; }

    /// <summary>The system prompt; null gives the built-in one.</summary>
    public string? Instructions { get; init; }

    /// <summary>What a message does while another of its conversation is answered; null: as the robot and <c>session</c> say.</summary>
    public QueueMode? Queue { get; init; }

    /// <summary>Overrides <see cref="ModelsConfig.Default"/>.</summary>
    public string? Model { get; init; }

    /// <summary>Overrides <see cref="ModelsConfig.Fallbacks"/>; null: those.</summary>
    public IReadOnlyList<string>? Fallbacks { get; init; }

    /// <summary>Names of the tools it may use, <c>*</c> allowed; null: all, empty: none.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>Before <see cref="ToolsConfig.Policy"/>, by names of tools.</summary>
    public IReadOnlyDictionary<string, ToolPolicy> Approvals { get; init; } = ToolsConfig.NoPolicy;

    /// <summary>Names of the skills it knows; null: all.</summary>
    public IReadOnlyList<string>? Skills { get; init; }

    /// <summary>The folder whose files it may read, write and send; absolute.</summary>
    public string Workspace { get; init; } = "";

    public AgentLimits Limits { get; init; } = new();

    /// <summary>Folders of documents it may search.</summary>
    public IReadOnlyList<KnowledgeFolder> Knowledge { get; init; } = [];

    /// <summary>Buttons under every answer; null: the robot's, if it has any.</summary>
    public ResponseFormatConfig? ResponseFormat { get; init; }
}
