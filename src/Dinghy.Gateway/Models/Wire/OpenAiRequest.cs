namespace Dinghy.Gateway.Models.Wire;

/// <summary>The body of <c>POST chat/completions</c>; absent members are not written.</summary>
internal sealed record OpenAiRequest
{
    public required string Model { get; init; }

    public required IReadOnlyList<OpenAiMessage> Messages { get; init; }

    public bool Stream { get; init; } = true;

    public OpenAiStreamOptions? StreamOptions { get; init; }

    public float? Temperature { get; init; }

    public float? TopP { get; init; }

    public int? MaxTokens { get; init; }

    public int? MaxCompletionTokens { get; init; }

    public IReadOnlyList<string>? Stop { get; init; }
}

internal sealed record OpenAiMessage(string Role, string Content);

internal sealed record OpenAiStreamOptions(bool IncludeUsage);
