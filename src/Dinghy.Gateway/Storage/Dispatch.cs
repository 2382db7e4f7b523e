namespace Dinghy.Gateway.Storage;

/// <summary>A robot's message goes by the outbox, or at once where no gateway runs; a work notice always at once.</summary>
internal enum DispatchKind { Robot, WorkNotice }

/// <summary>A message that somebody has sent to others.</summary>
/// <param name="Account">Whose robot, by the name its things are kept under: see <see cref="Turn.Keep"/>.</param>
/// <param name="Person">Staff id of who has it sent; empty: the operator.</param>
/// <param name="Kind">Which road.</param>
internal sealed record NewDispatch(string Account, string Person, DispatchKind Kind)
{
    /// <summary>Of a work notice.</summary>
    public long? AgentId { get; init; }

    /// <summary>Kept with it, as one that has ended: replies belong to a turn, and the operator asked nothing. Null: its parts name theirs.</summary>
    public NewTurn? Turn { get; init; }

    public required IReadOnlyList<NewDispatchPart> Parts { get; init; }
}

/// <summary>What goes in one call.</summary>
/// <param name="People">Staff ids; empty for a group.</param>
/// <param name="Group">An openConversationId; null for people.</param>
/// <param name="Reply">For the outbox; null: it is sent without.</param>
internal sealed record NewDispatchPart(IReadOnlyList<string> People, string? Group, NewReply? Reply);

/// <param name="Id">The number by which it is spoken of.</param>
/// <param name="Replies">Rows of the outbox, in the parts' order.</param>
internal sealed record KeptDispatch(long Id, IReadOnlyList<long> Replies);

/// <summary>The same, as it stands.</summary>
internal sealed record Dispatch(long Id, string Account, string Person, DispatchKind Kind, DateTimeOffset At)
{
    public long? AgentId { get; init; }

    public DateTimeOffset? RecalledAt { get; init; }

    public required IReadOnlyList<DispatchPart> Parts { get; init; }
}

/// <summary>Waiting: it is on its way, or waits for another try.</summary>
internal enum DispatchState { Waiting, Delivered, Refused, InDoubt }

/// <param name="Number">From 1.</param>
/// <param name="People">Staff ids; empty for a group.</param>
/// <param name="Group">An openConversationId; null for people.</param>
/// <param name="State">How far it is.</param>
internal sealed record DispatchPart(int Number, IReadOnlyList<string> People, string? Group, DispatchState State)
{
    /// <summary>DingTalk's ids of it: several for a long text.</summary>
    public IReadOnlyList<string> Receipts { get; init; } = [];

    /// <summary>DingTalk's code; of a part that was delivered, whom it did not reach (<see cref="MissedPeople"/>).</summary>
    public string? Error { get; init; }
}

/// <summary>The people of a delivered call whom DingTalk left out, as they stand in the outbox's error column.</summary>
internal static class MissedPeople
{
    private const string Unknown = "unknown:";
    private const string Held = "held_back:";

    /// <returns>Null: it reached all of them.</returns>
    public static string? Write(IEnumerable<string> unknown, IEnumerable<string> heldBack)
    {
        string[] parts = [.. unknown.Select(id => Unknown + id), .. heldBack.Select(id => Held + id)];
        return parts.Length == 0 ? null : string.Join(' ', parts);
    }

    /// <returns>Staff ids; empty for a code.</returns>
    public static IReadOnlyList<string> Read(string? error) =>
    [
        .. (error ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.StartsWith(Unknown, StringComparison.Ordinal) ? word[Unknown.Length..] : word.StartsWith(Held, StringComparison.Ordinal) ? word[Held.Length..] : null)
            .OfType<string>(),
    ];
}
