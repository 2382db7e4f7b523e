using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Models;

/// <summary>One model behind one OpenAI-compatible address.</summary>
internal sealed record OpenAiEndpoint
{
    /// <summary>The provider's name in the configuration: what faults and logs call it.</summary>
    public required string Provider { get; init; }

    public required string Model { get; init; }

    /// <summary>The full address of <c>chat/completions</c>.</summary>
    public required Uri Address { get; init; }

    /// <summary>Null sends no Authorization header.</summary>
    public Secret? Key { get; init; }

    /// <summary>Ask for token counts; hosts that do not know the field may refuse the whole request.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>OpenAI's own newer models refuse <c>max_tokens</c>; most others know nothing else.</summary>
    public bool MaxCompletionTokens { get; init; }

    /// <summary>Between its tool rounds the host wants the answer's thoughts back (DeepSeek, Kimi) and refuses the next round without them.</summary>
    public bool ReplayReasoning { get; init; }

    /// <summary>The model takes pictures.</summary>
    public bool Sees { get; init; }

    /// <summary>How the model is told how hard to think; null: it is never told.</summary>
    public ThinkingForm? Thinking { get; init; }

    /// <summary>No token for this long ends the call.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Appends the path unless it is already there, as people paste either.</summary>
    public static Uri AddressOf(Uri baseUrl)
    {
        const string path = "/chat/completions";
        var text = baseUrl.AbsoluteUri.TrimEnd('/');
        return new Uri(text.EndsWith(path, StringComparison.Ordinal) ? text : text + path);
    }
}
