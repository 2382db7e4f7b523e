namespace Dinghy.Gateway.Configuration;

/// <summary>The gateway's own OpenAI-compatible API, for other programs.</summary>
internal sealed record OpenAiDoorConfig
{
    public bool Enabled { get; init; }

    /// <summary>Who may come in, by a name that budgets and logs show. The gateway's own token may always.</summary>
    public IReadOnlyDictionary<string, Secret> Tokens { get; init; } = new Dictionary<string, Secret>(StringComparer.Ordinal);

    public static OpenAiDoorConfig Read(NodeReader door) => new()
    {
        Enabled = door.Flag("enabled") ?? false,
        Tokens = door.NamedSecrets("tokens"),
    };
}
