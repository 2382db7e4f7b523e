namespace Dinghy.Gateway.Models;

/// <summary>What holds for one model at one host. The defaults are the plain form, which any host takes.</summary>
internal sealed record ModelQuirks
{
    /// <summary>Ask for token counts; hosts that do not know the field may refuse the whole request.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>OpenAI's own newer models refuse <c>max_tokens</c>; most others know nothing else.</summary>
    public bool MaxCompletionTokens { get; init; }

    /// <summary>False: <c>temperature</c> and <c>top_p</c> are refused, and left out.</summary>
    public bool TakesSampling { get; init; } = true;

    /// <summary>The one temperature that is not refused; a wish for another is left out.</summary>
    public float? OnlyTemperature { get; init; }

    /// <summary>Between its tool rounds the host wants the answer's thoughts back (DeepSeek, Kimi, Claude) and refuses the next round without them. Outside of them nobody gets them.</summary>
    public bool ReplayReasoning { get; init; }

    /// <summary>The member that carries them: <c>reasoning_content</c>, <c>reasoning</c> or <c>reasoning_details</c>.</summary>
    public string ReplayAs { get; init; } = "reasoning_content";

    /// <summary>The chat template takes a system message only at the beginning; later ones go as a user's.</summary>
    public bool LateSystemAsUser { get; init; }

    /// <summary>The chat template wants user and assistant in turns; neighbours become one message.</summary>
    public bool Alternate { get; init; }

    /// <summary><c>tool_choice: required</c> is refused, and left out.</summary>
    public bool OnlyAutoToolChoice { get; init; }

    /// <summary>Tool call ids are exactly nine letters and digits.</summary>
    public bool NineLetterCallIds { get; init; }

    /// <summary>Thoughts come apart from the text only when asked for (MiniMax).</summary>
    public bool ReasoningSplit { get; init; }

    /// <summary>The beginning that stays the same may be marked for the provider's cache.</summary>
    public bool CacheControl { get; init; }

    /// <summary>Keywords of JSON Schema that the host's validator refuses.</summary>
    public IReadOnlyList<string> SchemaDrop { get; init; } = [];

    /// <summary>The host knows no <c>$ref</c>, <c>anyOf</c> and lists of types: each becomes the first thing that it may be.</summary>
    public bool SchemaInline { get; init; }

    /// <summary>Written from documentation only.</summary>
    public bool Untried { get; init; }
}
