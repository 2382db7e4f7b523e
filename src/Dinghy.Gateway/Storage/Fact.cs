namespace Dinghy.Gateway.Storage;

/// <summary>Something an agent was asked to remember.</summary>
/// <param name="Id">What people and models call it by; never given again.</param>
/// <param name="Place">Where it is known, and nowhere else: see <see cref="Conversations.TurnContext.Memory"/>.</param>
/// <param name="Text">One fact, in words.</param>
/// <param name="Account">Whose robot heard it.</param>
/// <param name="Person">Who told it: see <see cref="Access.PersonKey"/>.</param>
/// <param name="Nick">Their name then.</param>
/// <param name="At">When it was told last.</param>
internal sealed record Fact(long Id, string Place, string Text, string Account, string Person, string Nick, DateTimeOffset At);

/// <summary>What is kept at one place.</summary>
/// <param name="Place">See <see cref="Fact.Place"/>.</param>
/// <param name="Count">Of its facts.</param>
/// <param name="Last">When the last one was told.</param>
internal sealed record FactCount(string Place, int Count, DateTimeOffset Last);

/// <summary>How adding a fact ended.</summary>
/// <param name="Id">Null: the place is full, and nothing was stored.</param>
/// <param name="Known">It was there already.</param>
internal sealed record AddedFact(long? Id, bool Known);
