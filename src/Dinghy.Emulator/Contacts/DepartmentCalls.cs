namespace Dinghy.Emulator;

/// <summary>Which department a call means, and whether the application may see it.</summary>
internal sealed class DepartmentDoor(DingTalkWorld world)
{
    /// <param name="ask">The call's arguments.</param>
    /// <param name="name">Of the argument.</param>
    /// <param name="department">The one that was found.</param>
    /// <param name="problem">Why there is none.</param>
    /// <param name="otherwise">The department that is meant when the argument is absent; <c>null</c>: it must be there.</param>
    public bool TryFind(TopCall ask, string name, out OrgDepartment department, out ApiAnswer problem, long? otherwise = null)
    {
        department = world.Departments[0];
        problem = TopCall.Invalid(name);
        if ((ask.Text(name) is null ? otherwise : ask.Number(name)) is not { } id) return false;
        problem = TopCall.Refuse(60003, "部门不存在");
        if (world.Organisation.Find(id) is not { } found) return false;
        problem = TopCall.Refuse(50004, "部门不在通讯录授权范围内");
        department = found;
        return IsVisible(id);
    }

    public bool IsVisible(long id) => world.Options.VisibleDepartments?.Contains(id) != false;
}

/// <summary><c>/topapi/v2/department/*</c>.</summary>
internal sealed class DepartmentCalls(DingTalkWorld world, ApiGate gate)
{
    private const string Scope = "qyapi_get_department_list";

    private readonly DepartmentDoor _departments = new(world);

    public ApiAnswer Get(ApiCall call)
    {
        if (!Open(call, ApiNames.DeptGet, null, out var department, out var problem)) return problem;
        var members = world.People.Where(p => !p.External).Select(p => (p.StaffId, Place: world.PlaceOf(p.StaffId))).Where(p => p.Place.Departments.Contains(department.Id)).ToList();
        return TopJson.Ok(world, top => top.Object("result", () =>
        {
            Usual(top, department);
            top.Number("order", 1);
            top.Texts("dept_manager_userid_list", members.Where(p => p.Place.Leads.Contains(department.Id)).Select(p => p.StaffId));
            top.Flag("hide_dept", false);
            top.Flag("outer_dept", false);
            top.Number("member_count", members.Count);
        }));
    }

    public ApiAnswer List(ApiCall call) => !Open(call, ApiNames.DeptList, 1, out var department, out var problem)
        ? problem
        : TopJson.Ok(world, top => top.Objects("result", Below(department), below => Usual(top, below)));

    public ApiAnswer IdList(ApiCall call) => !Open(call, ApiNames.DeptIds, null, out var department, out var problem)
        ? problem
        : TopJson.Ok(world, top => top.Object("result", () => top.Numbers("dept_id_list", [.. Below(department).Select(d => d.Id)])));

    public ApiAnswer Parents(ApiCall call)
    {
        if (!gate.TryPassTop(call, ApiNames.DeptParents, Scope, out var problem) || !TopCall.TryRead(call, out var ask, out problem)) return problem;
        if (ask.Text("userid") is not { } id || world.People.All(p => p.StaffId != id || p.External)) return TopCall.Refuse(33012, "无效的USERID");
        return TopJson.Ok(world, top => top.Object("result", () =>
            top.Objects("parent_list", world.PlaceOf(id).Departments, department => top.Numbers("parent_dept_id_list", world.Organisation.Chain(department)))));
    }

    private bool Open(ApiCall call, string api, long? otherwise, out OrgDepartment department, out ApiAnswer problem)
    {
        department = world.Departments[0];
        return gate.TryPassTop(call, api, Scope, out problem) && TopCall.TryRead(call, out var ask, out problem)
            && _departments.TryFind(ask, "dept_id", out department, out problem, otherwise);
    }

    private List<OrgDepartment> Below(OrgDepartment department) => [.. world.Organisation.Below(department.Id).Where(d => _departments.IsVisible(d.Id))];

    private static void Usual(TopJson top, OrgDepartment department)
    {
        top.Number("dept_id", department.Id);
        top.Text("name", department.Name);
        if (department.Parent is { } parent) top.Number("parent_id", parent);
        top.Flag("create_dept_group", false);
        top.Flag("auto_add_user", false);
    }
}
