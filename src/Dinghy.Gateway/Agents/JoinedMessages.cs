using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Agents;

/// <summary>Messages of the same person that came while their turn runs, as the model reads them: after the tools of a round (steer), or with the question (collect).</summary>
/// <param name="context">The turn that runs.</param>
/// <param name="read">Makes a turn's message, and what is remembered of it.</param>
internal sealed class JoinedMessages(TurnContext context, Func<TurnContext, Task<(TurnContext Heard, ChatMessage Message)>> read)
{
    private readonly Dictionary<long, ChatMessage> _messages = [];
    private readonly List<StepJoined> _pending = [];

    /// <summary>Given to the model in a request whose answer is not stored yet.</summary>
    public IReadOnlyList<StepJoined> Pending => _pending;

    /// <summary>What an earlier run of the turn had taken is taken again, so that nobody else answers it.</summary>
    public void Claim(IReadOnlyList<StepRound> rounds)
    {
        var ids = rounds.SelectMany(round => round.Joined).Select(one => one.TurnId).ToHashSet();
        if (ids.Count > 0) context.Joining?.Take(ids);
    }

    /// <summary>What waits now and may join, in order.</summary>
    /// <param name="first">Before the first request: that is where collected ones belong.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<ChatMessage>> TakeAsync(bool first, CancellationToken ct)
    {
        if (context.Joining is not { Open: { } open } joining || context.Aside) return [];
        if (context.Queue == (first ? QueueMode.Collect : QueueMode.Steer)) joining.Take();
        var taken = new List<ChatMessage>();
        // Also what a try of this run took that then met a broken store.
        foreach (var turn in joining.Taken.Where(turn => !_messages.ContainsKey(turn.Id)).ToList())
        {
            var (heard, message) = await read(await open(turn, ct));
            joining.Hear(heard);
            _messages[turn.Id] = message;
            _pending.Add(new StepJoined(turn.Id, message.Text));
            taken.Add(message);
        }

        return taken;
    }

    /// <summary>The same messages for another attempt; of another run only their words are left.</summary>
    public IEnumerable<ChatMessage> Again(IEnumerable<StepJoined> joined) => joined.Select(one =>
    {
        if (_messages.TryGetValue(one.TurnId, out var message)) return message;
        context.Joining?.Hear(one.TurnId, new HistoryEntry(context.Memory, HistoryRole.Person, one.Text, context.Turn.ReceivedAt));
        return _messages[one.TurnId] = new ChatMessage(ChatRole.User, one.Text);
    });

    /// <summary>The answer to them is about to be stored: they go with it.</summary>
    public IReadOnlyList<StepJoined> Settle()
    {
        StepJoined[] settled = [.. _pending];
        _pending.Clear();
        return settled;
    }
}
