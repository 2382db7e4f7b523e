using System.Globalization;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Agents;

/// <summary>What a conversation remembers, as the model reads it: the same bytes with every question.</summary>
internal static class TalkMessages
{
    /// <param name="entry">One line of the memory.</param>
    /// <param name="withTools">Also what its tools did; an agent without tools is not shown any.</param>
    public static IEnumerable<ChatMessage> Of(HistoryEntry entry, bool withTools)
    {
        if (entry.Role == HistoryRole.Assistant && withTools && DoneCalls.Read(entry.Tools) is { Count: > 0 } done)
        {
            yield return new ChatMessage(ChatRole.Assistant, [.. done.Select((call, i) => (AIContent)new FunctionCallContent(Id(entry, i), call.Name, ToolArguments.Parse(call.Arguments) ?? []))]);
            yield return new ChatMessage(ChatRole.Tool, [.. done.Select((call, i) => (AIContent)new FunctionResultContent(Id(entry, i), call.Result))]);
        }

        yield return new ChatMessage(entry.Role == HistoryRole.Person ? ChatRole.User : ChatRole.Assistant, entry.Text);
    }

    private static string Id(HistoryEntry entry, int call) => string.Create(CultureInfo.InvariantCulture, $"past-{entry.Id}-{call + 1}");
}
