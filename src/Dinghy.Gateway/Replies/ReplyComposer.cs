using System.Runtime.CompilerServices;
using System.Text;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Replies;

/// <summary>Makes what an agent does into things to say, and says something when it takes long.</summary>
internal sealed class ReplyComposer(TimeProvider time, ReplyFormats formats)
{
    /// <summary>Every account with the usual format.</summary>
    public ReplyComposer(TimeProvider time) : this(time, ReplyFormats.Usual) { }

    /// <summary>A person hears something within this time, whatever the model does.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async IAsyncEnumerable<NewReply> Compose(TurnContext context, IAsyncEnumerable<AgentUpdate> updates, [EnumeratorCancellation] CancellationToken ct)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            var ending = CollectAsync(updates, abandoned.Token);
            if (!await EndsInTimeAsync(ending, ct))
                yield return new NewReply(context.Turn.Id, Sentences.StillWorking(context.Language), Closes: null, Remember: []);
            yield return await ending is { Reason: null } answer ? Answer(context, answer.Text) : Fault(context, (await ending).Reason!);
        }
        finally
        {
            // Whoever stops listening (a note that could not be stored) stops the model too; the next try asks it anew.
            await abandoned.CancelAsync();
        }
    }

    /// <summary>A sentence that ends the turn as failed.</summary>
    public static NewReply Fault(TurnContext context, string reason) =>
        new(context.Turn.Id, Sentences.For(reason, context.Language), TurnOutcome.Failed(reason), Remember: []);

    private NewReply Answer(TurnContext context, string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return Fault(context, Reasons.EmptyAnswer);
        var now = time.GetUtcNow();
        return new NewReply(context.Turn.Id, formats.Shown(context.Turn, text), TurnOutcome.Answered,
        [
            // The history keeps the model's own words, as it wrote them.
            new HistoryEntry(context.Turn.Conversation, HistoryRole.Person, Spoken.By(context), context.Turn.ReceivedAt),
            new HistoryEntry(context.Turn.Conversation, HistoryRole.Assistant, text, now),
        ]);
    }

    private async Task<bool> EndsInTimeAsync(Task ending, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var first = await Task.WhenAny(ending, Task.Delay(Patience, time, stop.Token));
        await stop.CancelAsync();
        ct.ThrowIfCancellationRequested();
        return first == ending;
    }

    private static async Task<(string Text, string? Reason)> CollectAsync(IAsyncEnumerable<AgentUpdate> updates, CancellationToken ct)
    {
        var text = new StringBuilder();
        await foreach (var update in updates.WithCancellation(ct))
        {
            switch (update)
            {
                case AgentUpdate.Text more: text.Append(more.Delta); break;
                case AgentUpdate.StartOver: text.Clear(); break;
                case AgentUpdate.Finished: return (text.ToString(), null);
                case AgentUpdate.Failed failed: return ("", failed.Reason);
            }
        }

        throw new InvalidOperationException("The agent ended without saying how.");
    }
}
