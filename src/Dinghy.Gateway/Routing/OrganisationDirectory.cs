using System.Globalization;
using Dinghy.DingTalk;
using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.Events;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Limits;

namespace Dinghy.Gateway.Routing;

/// <summary>
/// One account's directory, as far as DingTalk shows it to the app, remembered once for all who ask: routing, approvals and tools. What DingTalk does not tell
/// throws <see cref="DingTalkApiException"/>; those who must not fail for it ask through <see cref="PatientAnswers{TKey,TValue}"/>.
/// </summary>
internal sealed class OrganisationDirectory
{
    /// <summary>People whose answers are remembered.</summary>
    public const int MostPeople = 10_000;

    /// <summary>People of one search.</summary>
    public const int MostFound = 10;

    /// <summary>Of one department.</summary>
    public const int MostMembers = 5_000;

    /// <summary>Who lead one department or have one role.</summary>
    public const int MostSuperiors = 10;

    /// <summary>Departments that are walked through below one.</summary>
    private const int MostDepartments = 500;

    private readonly ContactApi _contacts;
    private readonly RoleApi _roles;
    private readonly CallGate _gate;
    private readonly RoutingLog _log;
    private readonly TimeProvider _time;
    private readonly DirectoryAnswers<(string Word, bool Whole), ContactMatches<StaffId>> _found;
    private readonly DirectoryAnswers<string, ContactMatches<long>> _departmentsFound;
    private readonly DirectoryAnswers<long, Department?> _departments;
    private readonly DirectoryAnswers<long, IReadOnlyList<Department>> _below;
    private readonly DirectoryAnswers<long, IReadOnlyList<Contact>> _members;
    private readonly DirectoryAnswers<long, IReadOnlyList<ContactRole>> _allRoles;

    public OrganisationDirectory(string account, ContactApi contacts, RoleApi roles, CallGate gate, RoutingLog log, TimeProvider time)
    {
        (Account, _contacts, _roles, _gate, _log, _time) = (account, contacts, roles, gate, log, time);
        People = Remembered<StaffId, Contact?>("people", MostPeople, (person, ct) => KnownOrNullAsync(inner => contacts.GetPersonAsync(person, inner), ct));
        Parents = Remembered<StaffId, IReadOnlyList<IReadOnlyList<long>>>("departments of people", MostPeople, (person, ct) => KnownAsync(inner => contacts.ListParentsAsync(person, inner), [], ct));
        Heads = Remembered<StaffId, IReadOnlyList<StaffId>>("department heads", MostPeople, HeadsAsync);
        Holders = Remembered<string, IReadOnlyList<RoleHolder>>("role holders", 500, HoldersAsync);
        _found = Remembered<(string Word, bool Whole), ContactMatches<StaffId>>("people by name", 500, (asked, ct) => AskAsync(inner => contacts.SearchPeopleAsync(asked.Word, MostFound, asked.Whole, inner), ct));
        _departmentsFound = Remembered<string, ContactMatches<long>>("departments by name", 500, (word, ct) => AskAsync(inner => contacts.SearchDepartmentsAsync(word, MostFound, inner), ct));
        _departments = Remembered<long, Department?>("departments", 2_000, (id, ct) => KnownOrNullAsync(inner => contacts.GetDepartmentAsync(id, inner), ct));
        _below = Remembered<long, IReadOnlyList<Department>>("departments below others", 2_000, (id, ct) => AskAsync(inner => contacts.ListDepartmentsAsync(id, inner), ct));
        _members = Remembered<long, IReadOnlyList<Contact>>("members of departments", 200, ReadMembersAsync);
        _allRoles = Remembered<long, IReadOnlyList<ContactRole>>("roles", 1, (_, ct) => AskAsync(_roles.ListAsync, ct));
    }

    public string Account { get; }

    /// <summary>Null: DingTalk knows no such person.</summary>
    public DirectoryAnswers<StaffId, Contact?> People { get; }

    /// <summary>For each department of the person's the way up; none of a person whom DingTalk does not know.</summary>
    public DirectoryAnswers<StaffId, IReadOnlyList<IReadOnlyList<long>>> Parents { get; }

    /// <summary>Who leads the person's department, or the nearest one above it that somebody else leads.</summary>
    public DirectoryAnswers<StaffId, IReadOnlyList<StaffId>> Heads { get; }

    /// <summary>Who has a role, by its name or id.</summary>
    public DirectoryAnswers<string, IReadOnlyList<RoleHolder>> Holders { get; }

    /// <summary>Null: DingTalk knows no such person.</summary>
    public Task<Contact?> PersonAsync(StaffId person, CancellationToken ct) => People.GetAsync(person, ct);

    /// <param name="word">A name, or a part of one.</param>
    /// <param name="whole">Only names that are the word.</param>
    /// <param name="ct">Gives up.</param>
    public Task<ContactMatches<StaffId>> SearchAsync(string word, bool whole, CancellationToken ct) => _found.GetAsync((word, whole), ct);

    public Task<ContactMatches<long>> SearchDepartmentsAsync(string word, CancellationToken ct) => _departmentsFound.GetAsync(word, ct);

    /// <summary>Null: there is no such department.</summary>
    public Task<Department?> DepartmentAsync(long id, CancellationToken ct) => _departments.GetAsync(id, ct);

    /// <summary>Those directly below.</summary>
    public Task<IReadOnlyList<Department>> BelowAsync(long id, CancellationToken ct) => _below.GetAsync(id, ct);

    /// <summary>The direct members of a department, at most <see cref="MostMembers"/>.</summary>
    public Task<IReadOnlyList<Contact>> MembersAsync(long id, CancellationToken ct) => _members.GetAsync(id, ct);

    /// <summary>Everybody in a department and below it, each once.</summary>
    /// <returns>Whole: false when there are more than <paramref name="most"/>, or too many departments.</returns>
    public async Task<(IReadOnlyList<Contact> People, bool Whole)> EverybodyAsync(long id, int most, CancellationToken ct)
    {
        var (people, seen, left) = (new Dictionary<StaffId, Contact>(), new HashSet<long> { id }, new Queue<long>([id]));
        while (left.TryDequeue(out var department))
        {
            foreach (var person in await MembersAsync(department, ct)) people.TryAdd(person.Id, person);
            if (people.Count > most || seen.Count > MostDepartments) return ([.. people.Values], false);
            foreach (var below in await BelowAsync(department, ct))
                if (seen.Add(below.Id)) left.Enqueue(below.Id);
        }

        return ([.. people.Values], true);
    }

    /// <summary>DingTalk tells of a change: what may be another now is asked for again when it is next needed.</summary>
    /// <returns>False: this changes nothing that is remembered here.</returns>
    public bool Follow(EventBody happened)
    {
        switch (happened)
        {
            case PeopleEvent people:
                ForgetPeople(people.People);
                // Any list may have gained or lost them.
                _departments.Forget();
                _members.Forget();
                _found.Forget();
                return true;
            case RoleEvent roles:
                ForgetPeople(roles.People);
                return true;
            case DepartmentEvent:
                // Who belongs to what changed for everybody below it.
                People.Forget();
                Parents.Forget();
                _departments.Forget();
                _departmentsFound.Forget();
                _below.Forget();
                _members.Forget();
                Heads.Forget();
                return true;
            default:
                return false;
        }
    }

    private void ForgetPeople(IReadOnlyList<StaffId> people)
    {
        People.Forget(people);
        Parents.Forget(people);
        Heads.Forget();
        Holders.Forget();
        _allRoles.Forget();
    }

    private DirectoryAnswers<TKey, TValue> Remembered<TKey, TValue>(string what, int most, Func<TKey, CancellationToken, Task<TValue>> ask) where TKey : notnull =>
        new(most, _time, ask, () => _log.DirectoryFull(Account, most, what));

    private async Task<IReadOnlyList<StaffId>> HeadsAsync(StaffId person, CancellationToken ct)
    {
        foreach (var chain in await Parents.FreshAsync(person, ct))
            foreach (var id in chain)
                if ((await _departments.FreshAsync(id, ct))?.Managers.Where(head => head != person).Take(MostSuperiors).ToList() is { Count: > 0 } heads) return heads;
        return [];
    }

    private async Task<IReadOnlyList<RoleHolder>> HoldersAsync(string wanted, CancellationToken ct)
    {
        var all = await _allRoles.FreshAsync(0, ct);
        if ((all.FirstOrDefault(role => role.Name == wanted) ?? all.FirstOrDefault(role => role.Id.ToString(CultureInfo.InvariantCulture) == wanted)) is not { } found) return [];
        return await KnownAsync(inner => _roles.ListPeopleAsync(found.Id, MostSuperiors + 1, inner), [], ct);
    }

    private async Task<IReadOnlyList<Contact>> ReadMembersAsync(long id, CancellationToken ct)
    {
        var people = new List<Contact>();
        long? cursor = 0;
        while (cursor is { } from && people.Count < MostMembers)
        {
            var page = await AskAsync(inner => _contacts.ListPeopleAsync(id, from, ContactApi.MaxPage, inner), ct);
            people.AddRange(page.People);
            cursor = page.Next;
        }

        return people;
    }

    private async Task<T?> KnownOrNullAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken ct) where T : class
    {
        try
        {
            return await AskAsync(ask, ct);
        }
        catch (DingTalkApiException e) when (e.Fault == DingTalkFault.NotFound)
        {
            return null;
        }
    }

    private async Task<T> KnownAsync<T>(Func<CancellationToken, Task<T>> ask, T nobody, CancellationToken ct) where T : class => await KnownOrNullAsync(ask, ct) ?? nobody;

    private Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken ct) => _gate.RunAsync(Account, DingTalkCall.Contacts, Urgency.Usual, ask, ct);
}
