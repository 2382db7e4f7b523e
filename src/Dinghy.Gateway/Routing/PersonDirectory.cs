using System.Globalization;
using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.Messages;

namespace Dinghy.Gateway.Routing;

/// <summary>What one account's directory tells of people, for turns. Its trouble is told once, and is nobody else's.</summary>
internal sealed class PersonDirectory(OrganisationDirectory directory, RoutingLog log, TimeProvider time)
{
    public static IReadOnlySet<string> NoRoles { get; } = new HashSet<string>(StringComparer.Ordinal);

    private readonly PatientAnswers<StaffId, IReadOnlyList<IReadOnlyList<long>>> _departments = new(directory.Account, "departments", directory.Parents, log, time);
    private readonly PatientAnswers<StaffId, Contact?> _roles = new(directory.Account, "roles", directory.People, log, time);

    /// <summary>All departments the person belongs to, nearest first; or why they are not known.</summary>
    public async Task<(IReadOnlyList<DepartmentStep>? Steps, string? Problem)> DepartmentsOfAsync(StaffId person, CancellationToken ct)
    {
        var (chains, problem) = await _departments.GetAsync(person, ct);
        return (chains is null ? null : Steps(chains), problem);
    }

    /// <summary>The names and ids of the person's roles; or why they are not known.</summary>
    public async Task<(IReadOnlySet<string>? Roles, string? Problem)> RolesOfAsync(StaffId person, CancellationToken ct)
    {
        var (known, problem) = await _roles.GetAsync(person, ct);
        return problem is not null ? (null, problem) : (known is null ? NoRoles : Names(known.Roles), null);
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
