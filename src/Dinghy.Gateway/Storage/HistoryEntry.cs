namespace Dinghy.Gateway.Storage;

/// <summary>One line of a conversation's memory.</summary>
/// <param name="Conversation">See <see cref="Turn.Conversation"/>.</param>
/// <param name="Role">Who said it.</param>
/// <param name="Text">As it was said, whole.</param>
/// <param name="At">When.</param>
internal sealed record HistoryEntry(string Conversation, HistoryRole Role, string Text, DateTimeOffset At)
{
    /// <summary>Its row, where it was read for a request; else 0.</summary>
    public long Id { get; init; }

    /// <summary>What an answer's tools did, short, as JSON; null: it used none.</summary>
    public string? Tools { get; init; }
}

internal enum HistoryRole { Person, Assistant }
