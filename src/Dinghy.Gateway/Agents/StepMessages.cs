using Dinghy.Gateway.Models;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Agents;

/// <summary>What is stored of a turn as the messages that the model reads again.</summary>
internal static class StepMessages
{
    public static List<FunctionCallContent> Calls(StepRound round) => [.. round.Calls.Select(Call)];

    public static ChatMessage Said(StepRound round)
    {
        var message = new ChatMessage(ChatRole.Assistant, [.. Calls(round)]);
        if (round.Text is { } text) message.Contents.Insert(0, new TextContent(text));
        foreach (var (at, thought) in round.Thoughts.Index())
            message.Contents.Insert(at, thought.Sealed ? Thoughts.Redacted(thought.Proof ?? "") : new TextReasoningContent(thought.Text) { ProtectedData = thought.Proof });
        return message;
    }

    private static FunctionCallContent Call(StepCall call) =>
        call.Arguments is { } arguments && ToolArguments.Parse(arguments) is { } values
            ? new FunctionCallContent(call.Id, call.Name, values)
            : new FunctionCallContent(call.Id, call.Name) { Exception = new FormatException("The arguments were no JSON object.") };
}
