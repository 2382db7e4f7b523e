using System.Runtime.CompilerServices;
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

    public async IAsyncEnumerable<Saying> Compose(TurnContext context, IAsyncEnumerable<AgentUpdate> updates, [EnumeratorCancellation] CancellationToken ct)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            var answer = new LiveAnswer();
            var ending = CollectAsync(updates, answer, abandoned.Token);
            foreach (var (after, saying) in Meanwhile(context, answer))
                if (!await EndsWithinAsync(ending, after, ct)) yield return saying;
            var end = await ending;
            yield return new Saying.Reply(End(answer.Heard ?? context, answer.Snapshot(), end));
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

    /// <summary>What is said before the end, and how long after what came before it.</summary>
    private IEnumerable<(TimeSpan After, Saying Saying)> Meanwhile(TurnContext context, LiveAnswer answer)
    {
        var note = new Saying.Patience(new NewReply(context.Turn.Id, Sentences.StillWorking(context.Language), Closes: null, Remember: []));
        if (formats.CardAfter(context.Turn) is not { } cardAfter || cardAfter >= Patience) return [(Patience, note)];
        return [(cardAfter, new Saying.Draft(answer, context.Language)), (Patience - cardAfter, note)];
    }

    private NewReply End(TurnContext context, AnswerDraft draft, AgentUpdate end) => end switch
    {
        AgentUpdate.Failed failed => Fault(context, failed.Reason),
        AgentUpdate.Stopped => Stopped(context, draft.Text),
        AgentUpdate.Finished finished => Answer(context, draft.Text, finished.Usage),
        _ => throw new InvalidOperationException($"{end} is no end."),
    };

    private NewReply Answer(TurnContext context, string text, AgentUsage? usage)
    {
        if (string.IsNullOrWhiteSpace(text)) return Fault(context, Reasons.EmptyAnswer);
        return Said(context, text, formats.Shown(context.Turn, text), TurnOutcome.Answered) with
        {
            Extras = new ReplyExtras { StatusLine = formats.StatusLine(context, usage) },
        };
    }

    /// <summary>What was said until then counts, and is remembered.</summary>
    private NewReply Stopped(TurnContext context, string text)
    {
        var outcome = TurnOutcome.Cancelled(Reasons.Stopped);
        if (string.IsNullOrWhiteSpace(text)) return new(context.Turn.Id, CardSentences.Stopped(context.Language), outcome, Remember: []);
        return Said(context, text, formats.Shown(context.Turn, $"{DraftText.Ended(text)}\n\n{CardSentences.StoppedThere(context.Language)}"), outcome);
    }

    private NewReply Said(TurnContext context, string text, string shown, TurnOutcome outcome)
    {
        var now = time.GetUtcNow();
        return new NewReply(context.Turn.Id, shown, outcome,
        [
            // The history keeps the model's own words, as it wrote them.
            new HistoryEntry(context.Turn.Conversation, HistoryRole.Person, Spoken.Remembered(context), context.Turn.ReceivedAt),
            new HistoryEntry(context.Turn.Conversation, HistoryRole.Assistant, text, now),
        ]);
    }

    private async Task<bool> EndsWithinAsync(Task ending, TimeSpan after, CancellationToken ct)
    {
        if (ending.IsCompleted) return true;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var first = await Task.WhenAny(ending, Task.Delay(after, time, stop.Token));
        await stop.CancelAsync();
        ct.ThrowIfCancellationRequested();
        return first == ending;
    }

    /// <returns>The last update: how it ended.</returns>
    private static async Task<AgentUpdate> CollectAsync(IAsyncEnumerable<AgentUpdate> updates, LiveAnswer answer, CancellationToken ct)
    {
        await foreach (var update in updates.WithCancellation(ct))
        {
            answer.Add(update);
            if (update is AgentUpdate.Finished or AgentUpdate.Failed or AgentUpdate.Stopped) return update;
        }

        throw new InvalidOperationException("The agent ended without saying how.");
    }
}
