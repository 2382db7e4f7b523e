using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Access;

/// <summary>The people and groups that were heard. Written at most once a minute for each, off the way of their messages.</summary>
internal sealed class Acquaintances(IAccessStore store, Doorkeeper keeper, TimeProvider time)
{
    public const int KeepPeople = 50_000;
    public const int KeepGroups = 10_000;

    /// <summary>What was written lately; past it all is written anew.</summary>
    private const int MaxRecent = 10_000;

    private static readonly TimeSpan s_every = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Account, string Id, bool Private), (string Name, DateTimeOffset At)> _recent = [];

    /// <summary>Notes who wrote and where.</summary>
    /// <returns>True once a person, in private, and once a group: this was the first that was heard of them.</returns>
    /// <exception cref="StoreException">It is not noted; a message a minute later tries again.</exception>
    public async Task<bool> NoteAsync(Inbound inbound, CancellationToken ct)
    {
        var message = inbound.Message;
        var group = message.Kind == ConversationKind.Group;
        var newGroup = group && IsDue((inbound.Keep, message.Conversation.Value, false), message.Title ?? "")
            && await store.SeeGroupAsync(new SeenGroup(inbound.Keep, message.Conversation.Value, message.Title ?? "", inbound.ReceivedAt), KeepGroups, ct);

        var (day, said) = keeper.CountOf(inbound);
        var person = PersonKey.Of(message);
        // A daily limit has to outlive a restart, so its count is written each time.
        if (person.Length == 0 || (!IsDue((inbound.Keep, person, !group), message.SenderNick) && said == 0)) return newGroup;
        var newPerson = await store.SeePersonAsync(new SeenPerson(inbound.Keep, person, message.SenderNick, inbound.ReceivedAt, !group, day, said), KeepPeople, ct);
        return group ? newGroup : newPerson;
    }

    /// <summary>The last seen first.</summary>
    public Task<IReadOnlyList<SeenPerson>> PeopleAsync(int limit, CancellationToken ct) => store.ReadPeopleAsync(limit, ct);

    /// <summary>The last seen first.</summary>
    public Task<IReadOnlyList<SeenGroup>> GroupsAsync(int limit, CancellationToken ct) => store.ReadGroupsAsync(limit, ct);

    private bool IsDue((string Account, string Id, bool Private) key, string name)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_recent.TryGetValue(key, out var last) && last.Name == name && now - last.At < s_every) return false;
            if (_recent.Count >= MaxRecent) _recent.Clear();
            _recent[key] = (name, now);
            return true;
        }
    }
}
