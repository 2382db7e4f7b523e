using Dinghy.DingTalk;
using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Limits;

namespace Dinghy.Gateway.Tools.Organisation;

/// <summary>One account's directory, as far as DingTalk shows it to the app; remembered for a while. What DingTalk does not tell throws <see cref="DingTalkApiException"/>.</summary>
internal sealed class OrganisationDirectory(string account, ContactApi contacts, CallGate gate, TimeProvider time)
{
    /// <summary>People of one search.</summary>
    public const int MostFound = 10;

    /// <summary>Of one department.</summary>
    public const int MostMembers = 5_000;

    /// <summary>Departments that are walked through below one.</summary>
    private const int MostDepartments = 500;

    private readonly DirectoryAnswers<StaffId, Contact?> _people = new(5_000, time);
    private readonly DirectoryAnswers<(string Word, bool Whole), ContactMatches<StaffId>> _found = new(500, time);
    private readonly DirectoryAnswers<string, ContactMatches<long>> _departmentsFound = new(500, time);
    private readonly DirectoryAnswers<long, Department?> _departments = new(2_000, time);
    private readonly DirectoryAnswers<long, IReadOnlyList<Department>> _below = new(2_000, time);
    private readonly DirectoryAnswers<long, IReadOnlyList<Contact>> _members = new(200, time);

    /// <summary>Null: DingTalk knows no such person.</summary>
    public Task<Contact?> PersonAsync(StaffId person, CancellationToken ct) =>
        _people.GetAsync(person, () => KnownAsync(inner => contacts.GetPersonAsync(person, inner), ct));

    /// <param name="word">A name, or a part of one.</param>
    /// <param name="whole">Only names that are the word.</param>
    /// <param name="ct">Gives up.</param>
    public Task<ContactMatches<StaffId>> SearchAsync(string word, bool whole, CancellationToken ct) =>
        _found.GetAsync((word, whole), () => AskAsync(inner => contacts.SearchPeopleAsync(word, MostFound, whole, inner), ct));

    public Task<ContactMatches<long>> SearchDepartmentsAsync(string word, CancellationToken ct) =>
        _departmentsFound.GetAsync(word, () => AskAsync(inner => contacts.SearchDepartmentsAsync(word, MostFound, inner), ct));

    /// <summary>Null: there is no such department.</summary>
    public Task<Department?> DepartmentAsync(long id, CancellationToken ct) =>
        _departments.GetAsync(id, () => KnownAsync(inner => contacts.GetDepartmentAsync(id, inner), ct));

    /// <summary>Those directly below.</summary>
    public Task<IReadOnlyList<Department>> BelowAsync(long id, CancellationToken ct) =>
        _below.GetAsync(id, () => AskAsync(inner => contacts.ListDepartmentsAsync(id, inner), ct));

    /// <summary>The direct members of a department, at most <see cref="MostMembers"/>.</summary>
    public Task<IReadOnlyList<Contact>> MembersAsync(long id, CancellationToken ct) => _members.GetAsync(id, () => ReadMembersAsync(id, ct));

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

    private async Task<IReadOnlyList<Contact>> ReadMembersAsync(long id, CancellationToken ct)
    {
        var people = new List<Contact>();
        long? cursor = 0;
        while (cursor is { } from && people.Count < MostMembers)
        {
            var page = await AskAsync(inner => contacts.ListPeopleAsync(id, from, ContactApi.MaxPage, inner), ct);
            people.AddRange(page.People);
            cursor = page.Next;
        }

        return people;
    }

    private async Task<T?> KnownAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken ct) where T : class
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

    private Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken ct) => gate.RunAsync(account, DingTalkCall.Contacts, Urgency.Usual, ask, ct);
}
