using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Replies;

/// <summary>Who spoke in which group, so that a name in an answer can notify the person. In memory only; a restart learns them anew.</summary>
internal sealed class Roster
{
    /// <summary>Groups remembered; the one that was first seen leaves first.</summary>
    public const int MostGroups = 500;

    /// <summary>People of one group.</summary>
    public const int MostPeople = 500;

    private const int LongestName = 40;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<string, string?>> _groups = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public void Seen(Turn turn)
    {
        if (turn.Message is not { Kind: ConversationKind.Group, Sender: { } sender } message) return;
        var name = message.SenderNick.Trim();
        if (name.Length is 0 or > LongestName) return;
        lock (_gate)
        {
            var people = PeopleOf(turn);
            // Two of one name: whoever of them is meant, the other must not be called.
            if (people.TryGetValue(name, out var known)) people[name] = known == sender.Value ? known : null;
            else if (people.Count < MostPeople) people[name] = sender.Value;
        }
    }

    /// <returns>Those of this group whom the text calls by an unambiguous name, with their staff ids; null: nobody.</returns>
    public IReadOnlyDictionary<string, string>? Called(Turn turn, string text)
    {
        if (turn.Message.Kind != ConversationKind.Group || !text.Contains('@')) return null;
        lock (_gate)
        {
            if (!_groups.TryGetValue(turn.Conversation, out var people)) return null;
            var called = people.Where(person => person.Value is not null && NameCall.In(text, person.Key))
                .ToDictionary(person => person.Key, person => person.Value!, StringComparer.Ordinal);
            return called.Count == 0 ? null : called;
        }
    }

    private Dictionary<string, string?> PeopleOf(Turn turn)
    {
        if (_groups.TryGetValue(turn.Conversation, out var people)) return people;
        if (_order.Count == MostGroups) _groups.Remove(_order.Dequeue());
        _order.Enqueue(turn.Conversation);
        return _groups[turn.Conversation] = new(StringComparer.Ordinal);
    }
}
