namespace Dinghy.Gateway.Configuration;

/// <summary>What agents may do besides talking.</summary>
internal sealed record ToolsConfig
{
    public static IReadOnlyDictionary<string, ToolPolicy> NoPolicy { get; } = new Dictionary<string, ToolPolicy>(StringComparer.Ordinal);

    /// <summary>By a tool's name, or a part of it with <c>*</c>.</summary>
    public IReadOnlyDictionary<string, ToolPolicy> Policy { get; init; } = NoPolicy;

    /// <summary>Who decides of what is asked, by the same patterns.</summary>
    public IReadOnlyDictionary<string, ToolRule> Rules { get; init; } = new Dictionary<string, ToolRule>(StringComparer.Ordinal);

    /// <summary>A question to a person that nobody answered for so long is answered no.</summary>
    public TimeSpan ApprovalTimeout { get; init; } = TimeSpan.FromMinutes(10);

    public WebConfig Web { get; init; } = new();

    public ExecConfig Exec { get; init; } = new();

    public OrganisationConfig Organisation { get; init; } = new();

    /// <summary>In the order written, the switched off ones left out.</summary>
    public IReadOnlyList<McpServerConfig> Mcp { get; init; } = [];
}

/// <summary>From the mildest to the strictest.</summary>
internal enum ToolPolicy { Allow, Ask, Deny }

internal sealed record WebConfig
{
    /// <summary>Names of hosts inside the company that may be fetched from, in lower case; <c>*.name</c> for all below one.</summary>
    public IReadOnlyList<string> AllowHosts { get; init; } = [];

    /// <summary>Null: as the environment says.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Null: there is no search.</summary>
    public WebSearchConfig? Search { get; init; }
}

/// <param name="Provider">A name of the table in Tools/Web.</param>
/// <param name="ApiKey">Null where the provider needs none.</param>
/// <param name="BaseUrl">Null: the provider's own.</param>
/// <param name="Proxy">Null: that of <see cref="WebConfig"/>.</param>
/// <param name="MaxResults">1 to 20.</param>
internal sealed record WebSearchConfig(string Provider, Secret? ApiKey, Uri? BaseUrl, Uri? Proxy, int MaxResults);

internal sealed record ExecConfig
{
    public bool Enabled { get; init; }

    /// <summary>Whole commands, their words between single blanks, that run without being asked for.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>A command that runs longer is ended.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Inside bubblewrap: without network, and only the workspace can be written.</summary>
    public bool Bubblewrap { get; init; }
}

/// <summary>The organisation's directory, and messages to others.</summary>
internal sealed record OrganisationConfig
{
    /// <summary>A message to more people goes after a yes only.</summary>
    public int ConfirmAbove { get; init; } = 5;

    /// <summary>People of one message.</summary>
    public int MaxRecipients { get; init; } = 500;

    /// <summary>Agents see telephone numbers and mail addresses.</summary>
    public bool ContactDetails { get; init; }

    /// <summary>Codes of approval forms, by what people call them.</summary>
    public IReadOnlyDictionary<string, string> Processes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
