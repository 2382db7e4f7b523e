namespace Dinghy.Gateway.Storage;

/// <summary>A card that shows, or showed, an answer as it grows.</summary>
internal sealed record StoredCard
{
    /// <summary>Our id of it, and DingTalk's key of every call about it.</summary>
    public required string OutTrackId { get; init; }

    public required Turn Turn { get; init; }

    /// <summary><c>zh</c> or <c>en</c>.</summary>
    public required string Language { get; init; }

    public CardState State { get; init; }

    /// <summary>DingTalk confirmed that it made it; else it may be there or not.</summary>
    public bool Shown { get; init; }

    /// <summary>DingTalk's id of the message that holds it.</summary>
    public string? CarrierId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The turn has ended, whatever the card shows.</summary>
    public bool TurnEnded { get; init; }

    /// <summary>With which template it was made, as JSON of the room of cards; null: not known.</summary>
    public string? Template { get; init; }

    /// <summary>The choices under the answer it shows.</summary>
    public IReadOnlyList<ReplyButton> Buttons { get; init; } = [];
}

/// <summary>Open: it may still say that we are at work. Final: it holds the answer. Abandoned: it was never made, or says that the answer is elsewhere.</summary>
internal enum CardState { Open, Final, Abandoned }

/// <param name="OutTrackId">See <see cref="StoredCard.OutTrackId"/>.</param>
/// <param name="TurnId">Whose answer it shows.</param>
/// <param name="Language">See <see cref="StoredCard.Language"/>.</param>
/// <param name="CreatedAt">Now.</param>
internal sealed record NewCard(string OutTrackId, long TurnId, string Language, DateTimeOffset CreatedAt)
{
    /// <summary>See <see cref="StoredCard.Template"/>.</summary>
    public string? Template { get; init; }
}

/// <summary>Thumbs up or down.</summary>
internal sealed record Vote(long TurnId, string StaffId, bool Up, DateTimeOffset At)
{
    /// <summary>What was said beside it; null: nothing.</summary>
    public string? Comment { get; init; }
}
