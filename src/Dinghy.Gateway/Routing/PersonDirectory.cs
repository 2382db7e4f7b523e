using System.Globalization;
using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Limits;

namespace Dinghy.Gateway.Routing;

/// <summary>What one account's directory tells of people, kept for a while. Its trouble is told once, and is nobody else's.</summary>
internal sealed class PersonDirectory(string account, ContactApi contacts, CallGate gate, RoutingLog log, TimeProvider time)
{
    public static IReadOnlySet<string> NoRoles { get; } = new HashSet<string>(StringComparer.Ordinal);

    private readonly DirectoryCache<IReadOnlyList<DepartmentStep>> _departments = new(account, "departments", [], log, time,
        (person, ct) => gate.RunAsync(account, DingTalkCall.Contacts, Urgency.Usual, async inner => Steps(await contacts.ListParentsAsync(person, inner)), ct));

    private readonly DirectoryCache<IReadOnlySet<string>> _roles = new(account, "roles", NoRoles, log, time,
        (person, ct) => gate.RunAsync(account, DingTalkCall.Contacts, Urgency.Usual, async inner => (IReadOnlySet<string>)Names((await contacts.GetPersonAsync(person, inner)).Roles), ct));

    /// <summary>All departments the person belongs to, nearest first; or why they are not known.</summary>
    public Task<(IReadOnlyList<DepartmentStep>? Steps, string? Problem)> DepartmentsOfAsync(StaffId person, CancellationToken ct) => _departments.GetAsync(person, ct);

    /// <summary>The names and ids of the person's roles; or why they are not known.</summary>
    public Task<(IReadOnlySet<string>? Roles, string? Problem)> RolesOfAsync(StaffId person, CancellationToken ct) => _roles.GetAsync(person, ct);

    /// <summary>The directory changed: of these people; null: of everybody.</summary>
    public void Forget(IReadOnlyList<StaffId>? people)
    {
        _departments.Forget(people);
        _roles.Forget(people);
    }

    /// <param name="chains">Each from a department of the person's up to the organisation.</param>
    public static IReadOnlyList<DepartmentStep> Steps(IReadOnlyList<IReadOnlyList<long>> chains) =>
    [
        .. chains.SelectMany(chain => chain.Select((id, distance) => new DepartmentStep(id, distance)))
            .GroupBy(step => step.Id).Select(same => same.MinBy(step => step.Distance))
            .OrderBy(step => step.Distance).ThenBy(step => step.Id),
    ];

    private static HashSet<string> Names(IReadOnlyList<ContactRole> roles) =>
        roles.SelectMany(role => (string[])[role.Name, role.Id.ToString(CultureInfo.InvariantCulture)]).Where(name => name.Length > 0).ToHashSet(StringComparer.Ordinal);
}
