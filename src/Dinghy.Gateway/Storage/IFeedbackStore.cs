namespace Dinghy.Gateway.Storage;

/// <summary>What people think of answers.</summary>
internal interface IFeedbackStore
{
    /// <summary>The turn whose answer a message replies to; null: it is not known. Never of another account or conversation.</summary>
    /// <param name="account">Whose robot.</param>
    /// <param name="conversation">See <see cref="Turn.Conversation"/>.</param>
    /// <param name="receipts">Ids by which DingTalk may know the answer's message.</param>
    /// <param name="around">Where none of them is known (a webhook gives none): the one answer that arrived in this time.</param>
    /// <param name="ct">Gives up waiting.</param>
    Task<long?> FindAnsweredAsync(string account, string conversation, IReadOnlyList<string> receipts, (DateTimeOffset From, DateTimeOffset To)? around, CancellationToken ct);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<Feedback>> ReadFeedbackAsync(FeedbackQuery query, CancellationToken ct);
}

/// <param name="Since">Given since then.</param>
/// <param name="Limit">At most so many.</param>
internal sealed record FeedbackQuery(DateTimeOffset Since, int Limit)
{
    /// <summary>Null: both.</summary>
    public bool? Up { get; init; }

    public string? Account { get; init; }
}

/// <param name="TurnId">Whose answer.</param>
/// <param name="Account">Whose robot.</param>
/// <param name="Conversation">Where.</param>
/// <param name="Person">Who thinks so: a staff id, else a sender id.</param>
/// <param name="Up">Useful, or not.</param>
/// <param name="Comment">Why; null: nothing was said.</param>
/// <param name="At">When.</param>
/// <param name="Agent">Who answered; null: an older program stored it.</param>
internal sealed record Feedback(long TurnId, string Account, string Conversation, string Person, bool Up, string? Comment, DateTimeOffset At, string? Agent);
