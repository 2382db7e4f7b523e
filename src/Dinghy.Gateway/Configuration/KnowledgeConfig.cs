namespace Dinghy.Gateway.Configuration;

/// <summary>What holds for all folders of documents.</summary>
internal sealed record KnowledgeConfig
{
    /// <summary>How often folders are looked through, besides when a change is noticed.</summary>
    public TimeSpan Rescan { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Finds by meaning, too; null: by words alone.</summary>
    public EmbeddingsConfig? Embeddings { get; init; }
}

/// <summary>An OpenAI-compatible endpoint that turns texts into vectors. It reads every document.</summary>
internal sealed record EmbeddingsConfig(Uri BaseUrl, string Model, Secret? ApiKey);

/// <summary>A folder of documents that an agent may search.</summary>
internal sealed record KnowledgeFolder
{
    /// <summary>Absolute.</summary>
    public required string Path { get; init; }

    /// <summary>What people and models call it; no two of an agent's have one name.</summary>
    public required string Name { get; init; }

    /// <summary>Null: whoever may speak to the agent.</summary>
    public Visibility? VisibleTo { get; init; }
}

/// <summary>Whose questions a folder may answer: in private by who asks, in groups by the group alone, since everybody reads the answer.</summary>
/// <param name="People">Staff ids.</param>
/// <param name="Departments">Those below are meant too.</param>
/// <param name="Groups">Conversation ids.</param>
internal sealed record Visibility(IReadOnlySet<string> People, IReadOnlySet<long> Departments, IReadOnlySet<string> Groups);
