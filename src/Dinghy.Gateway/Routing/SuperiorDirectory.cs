using System.Globalization;
using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Limits;

namespace Dinghy.Gateway.Routing;

/// <summary>Who stands above people, and who has a role; kept for a while like <see cref="PersonDirectory"/>, and as little anybody's trouble.</summary>
internal sealed class SuperiorDirectory(string account, ContactApi contacts, RoleApi roles, CallGate gate, RoutingLog log, TimeProvider time)
{
    /// <summary>Of one role or department.</summary>
    public const int Most = 10;

    private readonly DirectoryCache<Contact> _people = new(account, "managers", new Contact(new StaffId(""), ""), log, time,
        (person, ct) => gate.RunAsync(account, DingTalkCall.Contacts, Urgency.Usual, inner => contacts.GetPersonAsync(person, inner), ct));

    private readonly DirectoryCache<IReadOnlyList<StaffId>> _heads = new(account, "department heads", [], log, time,
        (person, ct) => gate.RunAsync(account, DingTalkCall.Contacts, Urgency.Usual, inner => HeadsAsync(contacts, person, inner), ct));

    private readonly DirectoryCache<IReadOnlyList<RoleHolder>> _holders = new(account, "role holders", [], log, time,
        (role, ct) => gate.RunAsync(account, DingTalkCall.Contacts, Urgency.Usual, inner => HoldersAsync(roles, role.Value, inner), ct));

    /// <summary>The person with their manager; or why they are not known. Nobody: an empty id.</summary>
    public Task<(Contact? Person, string? Problem)> PersonAsync(StaffId person, CancellationToken ct) => PatientlyAsync(_people, person, ct);

    /// <summary>Who leads the person's department, or the nearest one above it that somebody else leads; or why that is not known.</summary>
    public Task<(IReadOnlyList<StaffId>? Heads, string? Problem)> HeadsOfAsync(StaffId person, CancellationToken ct) => PatientlyAsync(_heads, person, ct);

    /// <summary>Who has a role, by its name or id; or why that is not known.</summary>
    public Task<(IReadOnlyList<RoleHolder>? Holders, string? Problem)> HoldersOfAsync(string role, CancellationToken ct) => PatientlyAsync(_holders, new StaffId(role), ct);

    /// <summary>Several calls behind each other: what did not come in the time of one is waited for once more.</summary>
    private static async Task<(T? Value, string? Problem)> PatientlyAsync<T>(DirectoryCache<T> cache, StaffId key, CancellationToken ct) where T : class
    {
        var (value, problem) = await cache.GetAsync(key, ct);
        return value is null ? await cache.GetAsync(key, ct) : (value, problem);
    }

    private static async Task<IReadOnlyList<StaffId>> HeadsAsync(ContactApi contacts, StaffId person, CancellationToken ct)
    {
        foreach (var chain in await contacts.ListParentsAsync(person, ct))
            foreach (var id in chain)
                if ((await contacts.GetDepartmentAsync(id, ct)).Managers.Where(head => head != person).Take(Most).ToList() is { Count: > 0 } heads) return heads;
        return [];
    }

    private static async Task<IReadOnlyList<RoleHolder>> HoldersAsync(RoleApi roles, string wanted, CancellationToken ct)
    {
        var all = await roles.ListAsync(ct);
        if ((all.FirstOrDefault(role => role.Name == wanted) ?? all.FirstOrDefault(role => role.Id.ToString(CultureInfo.InvariantCulture) == wanted)) is not { } found) return [];
        return await roles.ListPeopleAsync(found.Id, Most + 1, ct);
    }
}
