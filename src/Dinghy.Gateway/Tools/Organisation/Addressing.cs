using System.Globalization;
using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tools.Organisation;

/// <param name="Id">The staff id.</param>
/// <param name="Name">For people to read.</param>
internal sealed record Recipient(string Id, string Name);

/// <param name="Id">The openConversationId.</param>
/// <param name="Title">For people to read.</param>
internal sealed record GroupChat(string Id, string Title);

/// <summary>To whom a message goes, each once.</summary>
internal sealed record Addressed(IReadOnlyList<Recipient> People, IReadOnlyList<GroupChat> Groups);

/// <summary>Turns what was written (ids, names, departments) into people and groups. What can mean several is asked back, never guessed.</summary>
/// <param name="door">Whose directory.</param>
/// <param name="groups">Where the robot was heard.</param>
/// <param name="keep">Under which name that is kept.</param>
/// <param name="config">How many.</param>
internal sealed class Addressing(OrganisationDoor door, IAccessStore groups, string keep, OrganisationConfig config)
{
    private const int MostGroups = 20;
    private const int KnownGroups = 1_000;

    private readonly PeopleViews _views = new(door, details: false);

    /// <returns>Problem: in English; null when all are found.</returns>
    /// <exception cref="DingTalk.DingTalkApiException">The directory does not tell.</exception>
    public async Task<(Addressed To, string? Problem)> FindAsync(IReadOnlyList<string> people, IReadOnlyList<string> departments, IReadOnlyList<string> chats, CancellationToken ct)
    {
        var (found, places) = (new Dictionary<string, Recipient>(StringComparer.Ordinal), new Dictionary<string, GroupChat>(StringComparer.Ordinal));
        (Addressed, string?) No(string why) => (new Addressed([], []), why);
        if (people.Count + departments.Count + chats.Count == 0) return No("nobody is named: give people, departments or groups.");
        foreach (var written in people)
        {
            var (person, problem) = await PersonAsync(written, ct);
            if (person is null) return No(problem!);
            found.TryAdd(person.Id.Value, new Recipient(person.Id.Value, person.Name));
        }

        foreach (var written in departments)
        {
            var (department, problem) = await DepartmentAsync(written, ct);
            if (department is null) return No(problem!);
            var (members, whole) = await door.Directory.EverybodyAsync(department.Id, config.MaxRecipients, ct);
            if (!whole) return No($"department {department.Name} has more than {config.MaxRecipients} people, and tools.organisation.max_recipients allows no more.");
            foreach (var member in members) found.TryAdd(member.Id.Value, new Recipient(member.Id.Value, member.Name));
        }

        foreach (var written in chats)
        {
            var (group, problem) = await GroupAsync(written, ct);
            if (group is null) return No(problem!);
            places.TryAdd(group.Id, group);
        }

        if (found.Count > config.MaxRecipients) return No($"these are {found.Count} people, and tools.organisation.max_recipients allows {config.MaxRecipients}.");
        if (places.Count > MostGroups) return No($"at most {MostGroups} groups get one message.");
        if (found.Count + places.Count == 0) return No("nobody is in there.");
        return (new Addressed([.. found.Values], [.. places.Values]), null);
    }

    /// <param name="written">A staff id, or a name.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<(Contact? Person, string? Problem)> PersonAsync(string written, CancellationToken ct)
    {
        if (written.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@') && await door.Directory.PersonAsync(new StaffId(written), ct) is { } known) return (known, null);
        var matches = await door.Directory.SearchAsync(written, whole: true, ct);
        if (matches.Found.Count == 0) matches = await door.Directory.SearchAsync(written, whole: false, ct);
        var candidates = await _views.OfAsync(matches.Found, ct);
        if (candidates is [var only] && !matches.More) return (only, null);
        if (candidates.Count == 0) return (null, $"DingTalk knows nobody called \"{written}\" whom the app may see.");
        var options = candidates.Select(person => $"{person.Name} ({person.Id}{(person.Title is { } title ? $", {title}" : "")})");
        return (null, $"\"{written}\" can be several people: {string.Join("; ", options)}{(matches.More ? "; and others" : "")}. Ask whom the person means, and use the staff id.");
    }

    /// <param name="written">A department's id, or its name.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<(Department? Department, string? Problem)> DepartmentAsync(string written, CancellationToken ct)
    {
        if (long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return await door.Directory.DepartmentAsync(id, ct) is { } known ? (known, null) : (null, $"there is no department {id}.");
        var matches = await door.Directory.SearchDepartmentsAsync(written, ct);
        var candidates = new List<Department>();
        foreach (var one in matches.Found)
            if (await door.Directory.DepartmentAsync(one, ct) is { Hidden: false } department) candidates.Add(department);
        var same = candidates.Where(department => department.Name.Equals(written, StringComparison.OrdinalIgnoreCase)).ToList();
        if (same is [var only] && !matches.More) return (only, null);
        if (same.Count == 0 && candidates is [var near] && !matches.More) return (near, null);
        if (candidates.Count == 0) return (null, $"DingTalk knows no department called \"{written}\" that the app may see.");
        return (null, $"\"{written}\" can be several departments: {string.Join("; ", (same.Count > 1 ? same : candidates).Select(one => $"{one.Name} ({one.Id})"))}. Ask which the person means, and use the id.");
    }

    private async Task<(GroupChat? Group, string? Problem)> GroupAsync(string written, CancellationToken ct)
    {
        var known = (await groups.ReadGroupsAsync(KnownGroups, ct)).Where(group => group.Account == keep).ToList();
        if (written.StartsWith("cid", StringComparison.Ordinal))
            return (new GroupChat(written, known.Find(group => group.Conversation == written) is { Title.Length: > 0 } one ? one.Title : written), null);
        var same = known.Where(group => group.Title.Equals(written, StringComparison.OrdinalIgnoreCase)).ToList();
        return same switch
        {
            [var only] => (new GroupChat(only.Conversation, only.Title), null),
            [] => (null, $"the robot has heard nothing from a group called \"{written}\"; its openConversationId (cid…) would do."),
            _ => (null, $"there are {same.Count} groups called \"{written}\"; use the openConversationId: {string.Join(", ", same.Select(group => group.Conversation))}."),
        };
    }
}
