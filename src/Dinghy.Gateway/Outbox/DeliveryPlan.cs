using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox;

/// <summary>
/// What follows from one attempt; pure, so that the whole ladder can be tested without a network.
/// Delivered goes on to the next part; refused to the next road; in doubt repeats once under its own number, and never a third time.
/// </summary>
/// <param name="reply">As it stands.</param>
/// <param name="text">Cuts the parts.</param>
/// <param name="roads">This round's roads, best first; a road that refuses leaves the round.</param>
internal sealed class DeliveryPlan(Reply reply, ReplyText text, IReadOnlyList<Road> roads)
{
    /// <summary>How often a file that may yet go is tried again before words say that it did not.</summary>
    public const int FileRounds = 3;

    /// <summary>A card's last frame may be repeated without harm; after so many the next road has its turn.</summary>
    private const int MaxFrames = 3;

    private readonly List<Road> _roads = [.. roads];
    private bool _mayRecover;
    private bool _doubtful = reply.Doubtful;
    private TimeSpan? _wait;

    public int Done { get; private set; } = reply.Done;

    public int PartsDone { get; private set; } = reply.PartsDone;

    /// <summary>The attempt to begin with; null when no road is open.</summary>
    /// <param name="doubts">What an earlier attempt at the same part left.</param>
    public Part? Begin(int doubts) => _roads.Count == 0 ? null : text.Cut(_roads[0], Done, PartsDone, doubts);

    /// <summary>The step after an attempt: what to record of it, where the reply stands, and the next attempt if there is one now.</summary>
    public Step After(Part part, SendResult result, DateTimeOffset now) => result.Kind switch
    {
        SendKind.Delivered => Onward(part, new PartResult(part.Id, PartState.Delivered, part.Doubts, result.Receipt, result.Error), now),
        _ when part.Road == Road.Card => NextFrame(part, result, now),
        SendKind.InDoubt when part.Doubts == 0 => Repeat(part, result, now),
        SendKind.InDoubt => Onward(part, new PartResult(part.Id, PartState.InDoubt, part.Doubts + 1, null, result.Error), now),
        _ => NextRoad(part, result, now),
    };

    /// <summary>No road was open from the start.</summary>
    public Step Stranded(DateTimeOffset now) => Ending(null, now);

    private Step Onward(Part part, PartResult record, DateTimeOffset now)
    {
        _doubtful |= record.Doubts > 0;
        Done = part.Start + part.Length;
        PartsDone = part.Number;
        // What is too long for a card goes on in messages.
        _roads.Remove(Road.Card);
        if (Done < reply.Text.Length) return new Step(record, Progress(ReplyState.Open, null, null), Begin(doubts: 0));
        return new Step(record, Progress(ReplyState.Delivered, null, Outcome()), null);
    }

    /// <summary>On the same road when it is still open; else the next one carries the doubt on.</summary>
    private Step Repeat(Part part, SendResult result, DateTimeOffset now)
    {
        if (!_roads.Contains(part.Road)) return NextRoad(part with { Doubts = 1 }, result, now);
        var record = new PartResult(part.Id, PartState.InDoubt, 1, null, result.Error);
        return new Step(record, Progress(ReplyState.Open, null, null), part with { Attempts = part.Attempts + 1, Doubts = 1 });
    }

    /// <summary>No doubt is left behind: a card whose answer went another way says so instead of showing it.</summary>
    private Step NextFrame(Part part, SendResult result, DateTimeOffset now)
    {
        if (!_roads.Contains(part.Road)) return NextRoad(part with { Doubts = result.Kind == SendKind.InDoubt ? 1 : part.Doubts }, result, now);
        if (result.Kind != SendKind.InDoubt || part.Attempts >= MaxFrames) return NextRoad(part, result, now);
        return new Step(new PartResult(part.Id, PartState.InDoubt, 0, null, result.Error), Progress(ReplyState.Open, null, null), part with { Attempts = part.Attempts + 1 });
    }

    private Step NextRoad(Part part, SendResult result, DateTimeOffset now)
    {
        _roads.Remove(part.Road);
        _mayRecover |= !result.Hopeless;
        if (result.Wait > (_wait ?? TimeSpan.Zero)) _wait = result.Wait;
        var record = new PartResult(part.Id, PartState.Refused, part.Doubts, null, result.Error);
        if (part.Road == Road.File && reply.Extras.File is not null)
        {
            if (!result.Hopeless && reply.Rounds < FileRounds) return Ending(record, now);
            text.Because(result.Error);
        }

        return Begin(part.Doubts) is { } next ? new Step(record, Progress(ReplyState.Open, null, null), next) : Ending(record, now);
    }

    private Step Ending(PartResult? record, DateTimeOffset now)
    {
        if (!_mayRecover || reply.IsNote || now - reply.CreatedAt >= Backoff.GivesUpAfter)
            return new Step(record, Progress(ReplyState.Dead, null, reply.Closes is null ? null : TurnOutcome.Failed(record?.Error == Reasons.RobotChanged ? Reasons.RobotChanged : Reasons.Undelivered)), null);
        return new Step(record, Progress(ReplyState.Open, now + Backoff.After(reply.Rounds + 1, _wait), null, failedRound: 1), null);
    }

    private TurnOutcome? Outcome() => _doubtful && reply.Closes is { Kind: OutcomeKind.Answered } ? TurnOutcome.Answered with { Reason = Reasons.InDoubt } : reply.Closes;

    private ReplyProgress Progress(ReplyState state, DateTimeOffset? nextAt, TurnOutcome? turn, int failedRound = 0) =>
        new(Done, PartsDone, reply.Rounds + failedRound, state, nextAt, turn);
}

/// <param name="Record">What became of the attempt; null when there was none.</param>
/// <param name="Progress">Where the reply stands.</param>
/// <param name="Next">The attempt to make now; null: it has ended, or waits.</param>
internal sealed record Step(PartResult? Record, ReplyProgress Progress, Part? Next);
