using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Commands;

/// <summary>A question beside the conversation: it waits for nothing, knows nothing of it and leaves nothing in it.</summary>
internal sealed class BtwCommand(CommandParts parts) : ICommand
{
    public CommandInfo Info { get; } = new(
        "btw", "顺便", ["顺便问", "顺便问一下", "aside"], Lane.Aside, new("不排队、不看也不留上下文地问一句", "asks beside the conversation: no waiting, no memory"))
    {
        Usage = new("问题", "question"),
        TakesText = true,
        AsksModel = true,
        Joins = true,
    };

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => call.Arguments.Length == 0
        ? new Answer(call.Say("请把问题写在后面，例如：/顺便 今天星期几", "Put the question behind it: /btw what day is it?")).AsUpdates()
        : parts.Agents.RunAsync(
            call.Context with { Question = call.Arguments, History = [], Session = call.Context.Session with { Summary = null } }, parts.Files, ct);
}
