using System.Text;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Storage;

namespace Dinghy.Admin.OpenAi;

/// <summary>An answer as it comes, in OpenAI's shape.</summary>
/// <param name="id">Of this answer.</param>
/// <param name="created">Seconds since 1970.</param>
/// <param name="model">As it was asked for.</param>
internal sealed class DoorAnswer(string id, long created, string model)
{
    public StringBuilder Text { get; } = new();

    public ChatUsage Usage { get; private set; } = new(0, 0, 0);

    /// <summary>Null: it is whole, or comes.</summary>
    public DoorFault? Fault { get; private set; }

    public void Take(AgentUpdate update)
    {
        switch (update)
        {
            case AgentUpdate.Text text: Text.Append(text.Delta); break;
            case AgentUpdate.StartOver: Text.Clear(); break;
            case AgentUpdate.Failed failed: Fault = DoorFault.Of(failed.Reason); break;
            case AgentUpdate.Stopped: Fault = DoorFault.Of(Reasons.Stopped); break;
            case AgentUpdate.Finished { Usage: { } used }:
                var (input, output) = (used.InputTokens ?? 0, used.OutputTokens ?? 0);
                Usage = new ChatUsage(input, output, input + output);
                break;
            default: break;
        }
    }

    /// <summary>It broke after something of it was shown.</summary>
    public void Break() => Fault = DoorFault.Of(Reasons.ModelDown);

    public ChatCompletion ToCompletion() => new(id, "chat.completion", created, model, [new ChatChoice(0, new ChatAnswer("assistant", Text.ToString()), "stop")], Usage);

    public ChatChunk ToChunk(ChatDelta delta, string? finish = null) => new(id, "chat.completion.chunk", created, model, [new ChatChunkChoice(0, delta, finish)]);

    /// <summary>Without a choice: for the usage at the end.</summary>
    public ChatChunk ToChunk() => new(id, "chat.completion.chunk", created, model, []);
}
