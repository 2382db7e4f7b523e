using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>How many tokens something comes to, where nobody counts.</summary>
internal static class TokenGuess
{
    /// <summary>What hosts take a usual picture for.</summary>
    private const int Picture = 1_000;

    /// <summary>By characters alone: an ideograph is most of a token, four other letters are one.</summary>
    public static int Of(ReadOnlySpan<char> text)
    {
        var wide = 0;
        foreach (var c in text) if (c >= '\u2e80') wide++;
        return (int)((wide * 0.75) + ((text.Length - wide) * 0.28)) + 1;
    }

    /// <summary>A whole request.</summary>
    public static int Of(IReadOnlyList<ChatMessage> messages, ChatOptions? options) =>
        messages.Sum(message => message.Contents.Sum(Of)) + (options?.Tools?.OfType<AIFunctionDeclaration>().Sum(tool => Of(tool.Description) + Of(tool.JsonSchema.GetRawText())) ?? 0);

    private static int Of(AIContent content) => content switch
    {
        TextContent text => Of(text.Text),
        TextReasoningContent thought => Of(thought.Text),
        FunctionResultContent { Result: string result } => Of(result),
        FunctionCallContent call => Of(ToolArguments.Write(call.Arguments)),
        DataContent => Picture,
        _ => 0,
    };
}
