using System.Runtime.CompilerServices;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Replies;

/// <summary>Makes what an agent does into things to say, and says something when it takes long.</summary>
internal sealed class ReplyComposer(TimeProvider time, ReplyFormats formats, AnswerPictures? pictures = null)
{
    /// <summary>Every account with the usual format.</summary>
    public ReplyComposer(TimeProvider time) : this(time, ReplyFormats.Usual) { }

    private readonly Roster _roster = new();

    /// <summary>A person hears something within this time, whatever the model does.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async IAsyncEnumerable<Saying> Compose(TurnContext context, IAsyncEnumerable<AgentUpdate> updates, [EnumeratorCancellation] CancellationToken ct)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            _roster.Seen(context.Turn);
            var answer = new LiveAnswer();
            var ending = CollectAsync(updates, answer, abandoned.Token);
            var shown = false;
            if (context.Ready is { Task: { } ready } && formats.CardAfter(context.Turn) is not null && await IsReadyAsync(ready, ending))
            {
                shown = true;
                yield return new Saying.Draft(answer, context.Language) { AtOnce = true };
            }

            foreach (var (after, saying) in Meanwhile(context, answer))
            {
                // At once means every answer, also one that is ready already; what a command says never waits to be shown.
                if ((after > TimeSpan.Zero || context.Aside) && await EndsWithinAsync(ending, after, ct)) continue;
                shown |= saying is Saying.Draft;
                yield return saying;
            }

            var end = HasStopped(context, await ending) ? new AgentUpdate.Stopped() : await ending;
            var draft = answer.Snapshot();
            if (Quiet(context, draft, end) is { } quiet)
            {
                yield return new Saying.Nothing(quiet);
                yield break;
            }

            // What a person has to press is worth a card of its own.
            if (!shown && draft.Asks.Any(ask => ask.Others is null) && formats.HasCards(context.Turn))
            {
                shown = true;
                yield return new Saying.Draft(answer, context.Language) { AtOnce = true };
            }

            var reply = await EndAsync(answer.Heard ?? context, draft, end, ct);
            if (HasStopped(context, end)) (end, reply) = (new AgentUpdate.Stopped(), await EndAsync(answer.Heard ?? context, draft, new AgentUpdate.Stopped(), ct));
            // Whoever stopped it knows. A card that was shown says so, and what was said by then is theirs to read.
            if (end is AgentUpdate.Stopped && !shown && draft.Files.Count == 0 && Unsaid(answer.Heard ?? context, draft) is { } nothing) yield return nothing;
            else yield return new Saying.Reply(Taking(reply, context));
        }
        finally
        {
            // Whoever stops listening (a note that could not be stored) stops the model too; the next try asks it anew.
            await abandoned.CancelAsync();
        }
    }

    /// <summary>A person answers there: the words are kept for them, and the robot says nothing.</summary>
    public static async IAsyncEnumerable<Saying> Held(TurnContext context)
    {
        await Task.CompletedTask;
        yield return new Saying.Nothing(TurnOutcome.Ignored(Reasons.HumanTakeover)) { Remember = Remembering.Heard(context) };
    }

    /// <summary>A sentence that ends the turn as failed.</summary>
    public static NewReply Fault(TurnContext context, string reason) =>
        new(context.Turn.Id, Sentences.For(reason, context.Language), TurnOutcome.Failed(reason), Remember: []);

    /// <summary>What is said before the end, and how long after what came before it.</summary>
    private IEnumerable<(TimeSpan After, Saying Saying)> Meanwhile(TurnContext context, LiveAnswer answer)
    {
        if (context.Schedule is not null || context.Unasked) return [];
        var note = new Saying.Patience(new NewReply(context.Turn.Id, Sentences.StillWorking(context.Language), Closes: null, Remember: []));
        if (formats.CardAfter(context.Turn) is not { } cardAfter || cardAfter >= Patience) return [(Patience, note)];
        return [(cardAfter, new Saying.Draft(answer, context.Language) { AtOnce = cardAfter == TimeSpan.Zero && !context.Aside }), (Patience - cardAfter, note)];
    }

    /// <summary>Somebody stopped it while its answer was made ready. What a command says is no answer that could be stopped.</summary>
    private static bool HasStopped(TurnContext context, AgentUpdate end) => context.Stopped.IsCancellationRequested && !context.Aside && end is AgentUpdate.Finished;

    /// <summary>Of what was due: nothing worth saying, or a fault, which is not for the chat but for whoever made it. Null: it is said.</summary>
    private static TurnOutcome? Quiet(TurnContext context, AnswerDraft draft, AgentUpdate end) => (context.Schedule is not null || context.Unasked, end) switch
    {
        (false, _) => null,
        // A question that is kept must be asked.
        _ when draft.Asks.Count > 0 => null,
        (_, AgentUpdate.Failed { Reason: Reasons.StepOver }) => TurnOutcome.Ignored(Reasons.StepOver),
        (_, AgentUpdate.Failed failed) => TurnOutcome.Failed(failed.Reason),
        (_, AgentUpdate.Finished) when draft.Files.Count == 0 && draft.Choices is null && SilentAnswer.Is(draft.Text) => TurnOutcome.Answered with { Reason = Reasons.NoReply },
        _ => null,
    };

    private async Task<NewReply> EndAsync(TurnContext context, AnswerDraft draft, AgentUpdate end, CancellationToken ct) => end switch
    {
        AgentUpdate.Failed failed => WithAsks(Fault(context, failed.Reason), context, draft) with { Then = AnswerMaker.Files(context, draft) },
        AgentUpdate.Stopped => Stopped(context, draft.Text) with { Then = AnswerMaker.Files(context, draft) },
        AgentUpdate.Finished finished => await new AnswerMaker(formats, _roster, pictures, time).MakeAsync(context, draft, finished, ct) ?? Fault(context, Reasons.EmptyAnswer),
        _ => throw new InvalidOperationException($"{end} is no end."),
    };

    /// <summary>A question that is kept is asked, however the answer around it ended.</summary>
    private static NewReply WithAsks(NewReply reply, TurnContext context, AnswerDraft draft) => draft.Asks.Count == 0 ? reply : reply with
    {
        Text = string.Join("\n\n", [reply.Text, .. draft.Asks.Select(ask => AskSentences.Of(ask, context.Language))]),
        Extras = reply.Extras with { Buttons = AskSentences.Buttons(draft.Asks, context.Language), English = context.Language == Language.English },
    };

    /// <summary>The end of a stopped answer that nobody has seen anything of; null: it is worth saying.</summary>
    private static Saying.Nothing? Unsaid(TurnContext context, AnswerDraft draft)
    {
        var outcome = TurnOutcome.Cancelled(context.StopReason());
        // The next question takes its place, and may well speak of this one: that is remembered, and half an answer is not sent.
        if (outcome.Reason == Reasons.Superseded) return new(outcome) { Remember = Remembering.Unanswered(context) };
        return string.IsNullOrWhiteSpace(draft.Text) ? new(outcome) : null;
    }

    /// <summary>The turns that the answer took up end with the reply that ends its own.</summary>
    private static NewReply Taking(NewReply reply, TurnContext context)
    {
        if (context.Joining?.Taken is not { Count: > 0 } taken) return reply;
        return reply.Closes is not null ? reply with { Takes = taken } : reply with { Then = [.. reply.Then.Select(then => then.Closes is null ? then : then with { Takes = taken })] };
    }

    /// <summary>What was said until then counts, and is remembered.</summary>
    private NewReply Stopped(TurnContext context, string text)
    {
        var outcome = TurnOutcome.Cancelled(context.StopReason());
        if (string.IsNullOrWhiteSpace(text)) return new(context.Turn.Id, Sentences.For(outcome.Reason, context.Language), outcome, Remember: outcome.Reason == Reasons.Superseded ? Remembering.Unanswered(context) : []);
        var shown = formats.Shown(context.Turn, $"{DraftText.Ended(text)}\n\n{CardSentences.EndedThere(outcome.Reason, context.Language)}");
        return new(context.Turn.Id, shown, outcome, Remembering.Exchange(context, text, time.GetUtcNow())) { Effects = Remembering.Effects(context) };
    }

    /// <summary>False: it ended without anything to show. Which of the two was first does not tell: they come at once.</summary>
    private static async Task<bool> IsReadyAsync(Task ready, Task ending)
    {
        await Task.WhenAny(ready, ending);
        return ready.IsCompleted;
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
