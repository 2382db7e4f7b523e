namespace Dinghy.Gateway.Conversations;

/// <summary>Something the model reads besides instructions, talk and question: files of memory, a list of skills, facts about the person.</summary>
internal interface IPromptSource
{
    /// <summary>Null: nothing for this turn. Throwing costs the turn this part only.</summary>
    ValueTask<PromptPart?> ReadAsync(TurnContext context, CancellationToken ct);
}

/// <param name="Text">As the model reads it, with a heading of its own.</param>
/// <param name="Stable">The same from turn to turn: it goes to the front, for the provider's cache. What changes goes right before the question.</param>
internal sealed record PromptPart(string Text, bool Stable);
