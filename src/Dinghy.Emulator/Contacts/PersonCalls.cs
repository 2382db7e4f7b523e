namespace Dinghy.Emulator;

/// <summary><c>/topapi/v2/user/*</c> and <c>/topapi/user/*</c>: who is who in the organisation.</summary>
internal sealed class PersonCalls(DingTalkWorld world, ApiGate gate)
{
    private const string Scope = "qyapi_get_member";
    private const int MaxPage = 100;

    private readonly DepartmentDoor _departments = new(world);

    public ApiAnswer Get(ApiCall call)
    {
        if (!gate.TryPassTop(call, ApiNames.UserGet, Scope, out var problem) || !TopCall.TryRead(call, out var ask, out problem)) return problem;
        if (ask.Text("userid") is not { } id) return TopCall.Refuse(33012, "无效的USERID");
        if (Member(id) is not { } person) return TopCall.Refuse(60121, "找不到该用户");
        var place = world.PlaceOf(id);
        return TopJson.Ok(world, top => top.Object("result", () =>
        {
            Usual(top, person, place);
            top.Numbers("dept_id_list", place.Departments);
            top.Objects("dept_order_list", place.Departments, department =>
            {
                top.Number("dept_id", department);
                top.Number("order", 1);
            });
            top.Objects("leader_in_dept", place.Departments, department =>
            {
                top.Number("dept_id", department);
                top.Flag("leader", place.Leads.Contains(department));
            });
            top.Text("manager_userid", place.Manager);
            if (place.Roles.Count == 0) return;
            top.Objects("role_list", place.Roles, role =>
            {
                top.Number("id", role.Id);
                top.Text("name", role.Name);
                top.Text("group_name", role.Group);
            });
        }));
    }

    public ApiAnswer ByUnionId(ApiCall call)
    {
        if (!gate.TryPassTop(call, ApiNames.UserByUnionId, Scope, out var problem) || !TopCall.TryRead(call, out var ask, out problem)) return problem;
        if (ask.Text("unionid") is not { } union) return TopCall.Invalid("unionid");
        return Found(world.People.FirstOrDefault(p => !p.External && Ids.UnionId(p.StaffId) == union), internalContact: true);
    }

    public ApiAnswer ByMobile(ApiCall call)
    {
        if (!gate.TryPassTop(call, ApiNames.UserByMobile, "qyapi_get_member_by_mobile", out var problem) || !TopCall.TryRead(call, out var ask, out problem)) return problem;
        if (ask.Text("mobile") is not { } mobile) return TopCall.Invalid("mobile");
        return Found(world.People.FirstOrDefault(p => !p.External && world.PlaceOf(p.StaffId).Mobile == mobile), internalContact: false);
    }

    public ApiAnswer List(ApiCall call)
    {
        if (!gate.TryPassTop(call, ApiNames.UserList, "qyapi_get_department_member", out var problem) || !TopCall.TryRead(call, out var ask, out problem)
            || !_departments.TryFind(ask, "dept_id", out var department, out problem)) return problem;
        if (ask.Number("cursor") is not { } cursor) return TopCall.Invalid("cursor");
        if (ask.Number("size") is not (>= 1 and <= MaxPage and var size)) return TopCall.Invalid("size");
        var members = MembersOf(department.Id);
        var page = members.Skip((int)Math.Min(cursor, int.MaxValue)).Take((int)size).ToList();
        var next = cursor + page.Count;
        return TopJson.Ok(world, top => top.Object("result", () =>
        {
            top.Flag("has_more", next < members.Count);
            if (next < members.Count) top.Number("next_cursor", next);
            top.Objects("list", page, person =>
            {
                var place = world.PlaceOf(person.StaffId);
                Usual(top, person, place);
                top.Numbers("dept_id_list", place.Departments);
                top.Number("dept_order", 1);
                top.Flag("leader", place.Leads.Contains(department.Id));
            });
        }));
    }

    public ApiAnswer IdList(ApiCall call)
    {
        if (!gate.TryPassTop(call, ApiNames.UserIds, Scope, out var problem) || !TopCall.TryRead(call, out var ask, out problem)
            || !_departments.TryFind(ask, "dept_id", out var department, out problem)) return problem;
        return TopJson.Ok(world, top => top.Object("result", () => top.Texts("userid_list", MembersOf(department.Id).Select(p => p.StaffId))));
    }

    private ApiAnswer Found(Person? person, bool internalContact) => person is null
        ? TopCall.Refuse(60121, "找不到该用户")
        : TopJson.Ok(world, top => top.Object("result", () =>
        {
            if (internalContact) top.Number("contact_type", 0);
            top.Text("userid", person.StaffId);
        }));

    private Person? Member(string staffId) => world.People.FirstOrDefault(p => p.StaffId == staffId && !p.External);

    private List<Person> MembersOf(long department) => [.. world.People.Where(p => !p.External && world.PlaceOf(p.StaffId).Departments.Contains(department))];

    private static void Usual(TopJson top, Person person, OrgPlace place)
    {
        top.Text("userid", person.StaffId);
        top.Text("unionid", Ids.UnionId(person.StaffId));
        top.Text("name", person.Nick);
        top.Text("title", place.Title);
        top.Text("mobile", place.Mobile);
        top.Flag("active", true);
        top.Flag("admin", person.Admin);
        top.Flag("boss", false);
        top.Flag("senior", false);
        top.Flag("real_authed", true);
        top.Text("extension", "{}");
    }
}
