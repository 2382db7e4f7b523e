using System.Runtime.CompilerServices;
using System.Text;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Writes what was asked and answered into the log of whoever switched that on; else it costs nothing.</summary>
internal static class LoggedTexts
{
    public static IAsyncEnumerable<AgentUpdate> Of(TextLog? log, Turn turn, string? question, IAsyncEnumerable<AgentUpdate> updates, CancellationToken ct)
    {
        if (log is not { IsOn: true }) return updates;
        log.Asked(turn.Id, question ?? "");
        return ListenAsync(log, turn, updates, ct);
    }

    private static async IAsyncEnumerable<AgentUpdate> ListenAsync(TextLog log, Turn turn, IAsyncEnumerable<AgentUpdate> updates, [EnumeratorCancellation] CancellationToken ct)
    {
        var said = new StringBuilder();
        try
        {
            await foreach (var update in updates.WithCancellation(ct))
            {
                if (update is AgentUpdate.StartOver) said.Clear();
                if (update is AgentUpdate.Text text) said.Append(text.Delta);
                yield return update;
            }
        }
        finally
        {
            // Whoever listens need not listen to the very end.
            if (said.Length > 0 && !ct.IsCancellationRequested) log.Answered(turn.Id, said.ToString());
        }
    }
}
