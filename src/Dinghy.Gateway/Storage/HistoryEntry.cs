namespace Dinghy.Gateway.Storage;

/// <summary>One line of a conversation's memory.</summary>
/// <param name="Conversation">See <see cref="Turn.Conversation"/>.</param>
/// <param name="Role">Who said it.</param>
/// <param name="Text">As it was said, whole.</param>
/// <param name="At">When.</param>
internal sealed record HistoryEntry(string Conversation, HistoryRole Role, string Text, DateTimeOffset At);

internal enum HistoryRole { Person, Assistant }
