namespace Dinghy.Gateway.Models;

/// <summary>How hosts and models differ from the plain form; data in <c>quirks.json</c>, so that a new one needs no code.</summary>
internal sealed record QuirkTable
{
    public static QuirkTable None { get; } = new() { Quirks = [], Thinking = [] };

    /// <summary>Every row that fits counts; what a later one says holds.</summary>
    public required IReadOnlyList<QuirkRow> Quirks { get; init; }

    /// <summary>How models are told how hard to think; the first that fits holds.</summary>
    public required IReadOnlyList<ThinkingForm> Thinking { get; init; }

    /// <param name="host">The provider at that address; null: one we do not know.</param>
    /// <param name="model">As the host calls it.</param>
    public ModelQuirks Of(CatalogueProvider? host, string model)
    {
        var quirks = new ModelQuirks();
        foreach (var row in Quirks)
            if (row.Fits(host, model)) quirks = row.Over(quirks);
        return quirks;
    }

    /// <summary>Null: nothing is known of it, or it can not be told.</summary>
    public ThinkingForm? ThinkingOf(CatalogueProvider? host, string model) =>
        Thinking.FirstOrDefault(form => form.Fits(host, model)) is { Levels.Count: > 0 } form ? form : null;
}

/// <summary>What one row says; null says nothing.</summary>
internal sealed record QuirkRow
{
    /// <summary>Names of the catalogue, their variants included; null: any host.</summary>
    public IReadOnlyList<string>? Providers { get; init; }

    /// <summary>Names, with <c>*</c> and <c>?</c>; null: any model.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>Written from documentation only.</summary>
    public bool Untried { get; init; }

    public bool? IncludeUsage { get; init; }

    public bool? MaxCompletionTokens { get; init; }

    public string? Sampling { get; init; }

    public float? OnlyTemperature { get; init; }

    public string? Replay { get; init; }

    public string? ReplayAs { get; init; }

    public string? LateSystem { get; init; }

    public bool? Alternate { get; init; }

    public string? ToolChoice { get; init; }

    public string? CallIds { get; init; }

    public bool? ReasoningSplit { get; init; }

    public bool? CacheControl { get; init; }

    public IReadOnlyList<string>? SchemaDrop { get; init; }

    public bool? SchemaInline { get; init; }

    public bool Fits(CatalogueProvider? host, string model) =>
        IsHost(Providers, host) && (Models is null || Models.Any(pattern => ModelCatalogue.Fits(pattern, model)));

    public static bool IsHost(IReadOnlyList<string>? providers, CatalogueProvider? host) =>
        providers is null || (host is not null && (providers.Contains(host.Name, StringComparer.Ordinal) || (host.VariantOf is { } main && providers.Contains(main, StringComparer.Ordinal))));

    public ModelQuirks Over(ModelQuirks below) => below with
    {
        IncludeUsage = IncludeUsage ?? below.IncludeUsage,
        MaxCompletionTokens = MaxCompletionTokens ?? below.MaxCompletionTokens,
        TakesSampling = Sampling is null ? below.TakesSampling : Sampling != "none",
        OnlyTemperature = OnlyTemperature ?? below.OnlyTemperature,
        ReplayReasoning = Replay is null ? below.ReplayReasoning : Replay == "tool_rounds",
        ReplayAs = ReplayAs ?? below.ReplayAs,
        LateSystemAsUser = LateSystem is null ? below.LateSystemAsUser : LateSystem == "user",
        Alternate = Alternate ?? below.Alternate,
        OnlyAutoToolChoice = ToolChoice is null ? below.OnlyAutoToolChoice : ToolChoice == "auto",
        NineLetterCallIds = CallIds is null ? below.NineLetterCallIds : CallIds == "nine",
        ReasoningSplit = ReasoningSplit ?? below.ReasoningSplit,
        CacheControl = CacheControl ?? below.CacheControl,
        SchemaDrop = SchemaDrop ?? below.SchemaDrop,
        SchemaInline = SchemaInline ?? below.SchemaInline,
        Untried = below.Untried || (Untried && Providers is not null),
    };
}
