using Dinghy.Gateway.Access;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Conversations;

/// <summary>
/// What one running turn may take up of what came meanwhile: questions of the same person in the same conversation, up to the first command.
/// A turn that was taken up stays open in the store until the answer that took it up is stored, and ends with it.
/// </summary>
/// <param name="turn">The one that runs.</param>
/// <param name="mailboxes">Where the others wait.</param>
/// <param name="isQuestion">False: a command, or nothing that could be joined.</param>
internal sealed class Joining(Turn turn, Mailboxes mailboxes, Func<Turn, bool> isQuestion)
{
    /// <summary>Messages of one answer; the rest waits for the next.</summary>
    private const int MostTaken = 50;

    private readonly List<Turn> _taken = [];
    private readonly SortedDictionary<long, HistoryEntry> _said = [];

    /// <summary>Reads a turn as part of this one.</summary>
    public Func<Turn, CancellationToken, Task<TurnContext>>? Open { get; set; }

    /// <summary>Looks at one that brought files, with what they say; what comes back is what the model reads. Null: nobody looks.</summary>
    public Func<TurnContext, CancellationToken, Task<TurnContext>>? Screen { get; set; }

    /// <summary>All that were taken, in order.</summary>
    public IReadOnlyList<Turn> Taken => _taken;

    /// <summary>What the conversation remembers of them.</summary>
    public IReadOnlyList<HistoryEntry> Said => [.. _said.Values];

    /// <summary>One of them was read, with its files.</summary>
    public void Hear(TurnContext context) => Hear(context.Turn.Id, new HistoryEntry(context.Memory, HistoryRole.Person, Spoken.Remembered(context), context.Turn.ReceivedAt));

    /// <summary>The same, in the words an earlier run read.</summary>
    public void Hear(long turnId, HistoryEntry said) => _said[turnId] = said;

    /// <summary>Something that could be taken waits.</summary>
    public bool IsWaiting => mailboxes.Take(turn.Conversation, waiting => Choose(waiting).Any() ? [] : null) is not null;

    /// <summary>Takes what waits now.</summary>
    public void Take() => _taken.AddRange(mailboxes.Take(turn.Conversation, waiting => [.. Choose(waiting).Take(MostTaken - _taken.Count)]) ?? []);

    /// <summary>Takes what an earlier run of this turn had taken. What ended meanwhile does not wait any more, and is not taken.</summary>
    public void Take(IReadOnlyCollection<long> ids) =>
        _taken.AddRange(mailboxes.Take(turn.Conversation, waiting => [.. waiting.Where(other => ids.Contains(other.Id))]) ?? []);

    /// <summary>They wait again, where they stood.</summary>
    public void PutBack(Turn other) => mailboxes.PutBack(other);

    private IEnumerable<Turn> Choose(IReadOnlyList<Turn> waiting)
    {
        var person = PersonKey.Of(turn.Message);
        return waiting.Where(other => PersonKey.Of(other.Message) == person).TakeWhile(isQuestion);
    }
}
