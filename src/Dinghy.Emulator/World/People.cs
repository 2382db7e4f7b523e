namespace Dinghy.Emulator;

/// <summary>Someone who can talk to the robot.</summary>
/// <param name="StaffId">Handle in this emulator; sent as <c>senderStaffId</c> unless external.</param>
/// <param name="Nick">Display name.</param>
/// <param name="External">Of another organisation: messages carry no staff id and another corp id.</param>
/// <param name="Admin">Administrator of the organisation.</param>
public sealed record Person(string StaffId, string Nick, bool External = false, bool Admin = false);

/// <summary>A group chat. Every application's robot is in it.</summary>
/// <param name="ConversationId">Also the openConversationId of group sends.</param>
/// <param name="Title">Its name.</param>
/// <param name="Members">Staff ids.</param>
public sealed record Group(string ConversationId, string Title, IReadOnlyList<string> Members);

/// <summary>Where something is said.</summary>
internal sealed record Place(string ConversationId, Group? Group, Person? Person);

/// <summary>People, groups, and the chats between a robot and one person.</summary>
internal sealed class AddressBook
{
    private const int Limit = 10_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Person> _people = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);

    public IReadOnlyList<Person> People { get { lock (_gate) return [.. _people.Values]; } }

    public IReadOnlyList<Group> Groups { get { lock (_gate) return [.. _groups.Values]; } }

    public Person Add(Person person)
    {
        if (string.IsNullOrWhiteSpace(person.StaffId)) throw new ArgumentException("A person needs a staff id.", nameof(person));
        lock (_gate)
        {
            if (_people.Count >= Limit) throw new InvalidOperationException($"The emulator holds at most {Limit} people.");
            return _people[person.StaffId] = person;
        }
    }

    public Group Add(string title, IReadOnlyList<string> members)
    {
        lock (_gate)
        {
            if (_groups.Count >= Limit) throw new InvalidOperationException($"The emulator holds at most {Limit} groups.");
            if (members.FirstOrDefault(m => !_people.ContainsKey(m)) is { } stranger)
                throw new ArgumentException($"There is no person '{stranger}'.", nameof(members));
            // Stable across runs, so that what a bot keeps about a group stays true for the same world.
            var group = new Group(Ids.Conversation($"group|{_groups.Count}|{title}"), title, [.. members.Distinct(StringComparer.Ordinal)]);
            return _groups[group.ConversationId] = group;
        }
    }

    public bool Remove(string staffId) { lock (_gate) return _people.Remove(staffId); }

    public Person? Person(string staffId) { lock (_gate) return _people.GetValueOrDefault(staffId); }

    public Group? Group(string conversationId) { lock (_gate) return _groups.GetValueOrDefault(conversationId); }

    public static string PrivateChat(EmulatedApp app, Person person) => Ids.Conversation($"private|{app.ClientId}|{person.StaffId}");

    /// <summary>The private chat when <paramref name="conversationId"/> is null or names it, else the group.</summary>
    public Place Place(EmulatedApp app, Person person, string? conversationId)
    {
        var mine = PrivateChat(app, person);
        if (conversationId is null || conversationId == mine) return new Place(mine, null, person);
        var group = Group(conversationId) ?? throw new ArgumentException($"There is no conversation '{conversationId}'.", nameof(conversationId));
        return group.Members.Contains(person.StaffId, StringComparer.Ordinal)
            ? new Place(group.ConversationId, group, person)
            : throw new ArgumentException($"'{person.StaffId}' is not a member of '{group.Title}'.", nameof(conversationId));
    }
}
