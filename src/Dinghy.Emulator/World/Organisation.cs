namespace Dinghy.Emulator;

/// <summary>A department; 1 is the organisation itself.</summary>
/// <param name="Id">Its <c>dept_id</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Parent">The department above; <c>null</c> for the organisation alone.</param>
public sealed record OrgDepartment(long Id, string Name, long? Parent);

/// <summary>A role, as <c>role_list</c> shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">E.g. 总监.</param>
/// <param name="Group">The group it belongs to.</param>
public sealed record OrgRole(long Id, string Name, string Group = "职务");

/// <summary>Where a person stands in the organisation; one that nothing was said of is a member of department 1.</summary>
public sealed record OrgPlace
{
    /// <summary>Departments the person is a direct member of.</summary>
    public IReadOnlyList<long> Departments { get; init; } = [1];

    /// <summary>Those of them that the person leads.</summary>
    public IReadOnlyList<long> Leads { get; init; } = [];

    /// <summary>Roles.</summary>
    public IReadOnlyList<OrgRole> Roles { get; init; } = [];

    /// <summary>Staff id of the direct manager.</summary>
    public string? Manager { get; init; }

    /// <summary>Title.</summary>
    public string? Title { get; init; }

    /// <summary>Telephone number, by which <c>getbymobile</c> finds the person.</summary>
    public string? Mobile { get; init; }
}

/// <summary>Departments and who stands where.</summary>
internal sealed class Organisation
{
    private const long Root = 1;
    private const int Limit = 10_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<long, OrgDepartment> _departments = [];
    private readonly Dictionary<string, OrgPlace> _places = new(StringComparer.Ordinal);

    public Organisation() => _departments[Root] = new OrgDepartment(Root, "Dinghy 科技", Parent: null);

    public IReadOnlyList<OrgDepartment> Departments { get { lock (_gate) return [.. _departments.Values.OrderBy(d => d.Id)]; } }

    public OrgDepartment Set(OrgDepartment department)
    {
        lock (_gate)
        {
            if (department.Id < Root) throw new ArgumentException("A department's id is 1 or more.", nameof(department));
            if (string.IsNullOrWhiteSpace(department.Name)) throw new ArgumentException("A department needs a name.", nameof(department));
            var fits = department.Id == Root ? department.Parent is null : department.Parent is { } parent && _departments.ContainsKey(parent) && !WayUp(parent).Contains(department.Id);
            if (!fits) throw new ArgumentException("A department needs a parent that exists and is not below it; department 1 has none.", nameof(department));
            if (_departments.Count >= Limit) throw new InvalidOperationException($"The emulator holds at most {Limit} departments.");
            return _departments[department.Id] = department;
        }
    }

    public void Place(string staffId, OrgPlace place)
    {
        lock (_gate)
        {
            if (place.Departments.Count == 0) throw new ArgumentException("A person is in one department at least.", nameof(place));
            foreach (var id in place.Departments.Where(id => !_departments.ContainsKey(id))) throw new ArgumentException($"There is no department {id}.", nameof(place));
            _places[staffId] = place;
        }
    }

    public OrgPlace PlaceOf(string staffId) { lock (_gate) return _places.GetValueOrDefault(staffId) ?? new OrgPlace(); }

    public OrgDepartment? Find(long id) { lock (_gate) return _departments.GetValueOrDefault(id); }

    public IReadOnlyList<OrgDepartment> Below(long id) => [.. Departments.Where(d => d.Parent == id)];

    /// <summary>The department itself first, 1 last.</summary>
    public IReadOnlyList<long> Chain(long id) { lock (_gate) return [.. WayUp(id)]; }

    private IEnumerable<long> WayUp(long id)
    {
        for (var at = _departments.GetValueOrDefault(id); at is not null; at = at.Parent is { } parent ? _departments.GetValueOrDefault(parent) : null)
            yield return at.Id;
    }
}
