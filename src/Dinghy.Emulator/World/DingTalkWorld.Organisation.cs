using System.Globalization;
using System.Text.Json.Nodes;

namespace Dinghy.Emulator;

public sealed partial class DingTalkWorld
{
    /// <summary>All departments, by id.</summary>
    public IReadOnlyList<OrgDepartment> Departments => Organisation.Departments;

    internal Organisation Organisation { get; } = new();

    /// <summary>Adds a department, or changes the one with this id.</summary>
    public OrgDepartment SetDepartment(long id, string name, long parent = 1)
    {
        var known = Organisation.Find(id) is not null;
        var department = Organisation.Set(new OrgDepartment(id, name, id == 1 ? null : parent));
        foreach (var app in Apps) TellOf(app, known ? "org_dept_modify" : "org_dept_create", new JsonObject { ["deptId"] = new JsonArray(id) });
        return department;
    }

    /// <summary>Says where a person stands in the organisation.</summary>
    public void PlacePerson(string staffId, OrgPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        if (Known(staffId).External) throw new ArgumentException($"'{staffId}' is of another organisation.", nameof(staffId));
        Organisation.Place(staffId, place);
        TellOfPerson("user_modify_org", staffId);
    }

    private void TellOfPerson(string eventType, string staffId)
    {
        foreach (var app in Apps)
            TellOf(app, eventType, new JsonObject { ["timeStamp"] = Options.Time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), ["userId"] = new JsonArray(staffId) });
    }

    /// <summary>Where a person stands in the organisation.</summary>
    public OrgPlace PlaceOf(string staffId) => Organisation.PlaceOf(Known(staffId).StaffId);

    private void Seed()
    {
        AddPerson("manager75", "张三", admin: true);
        AddPerson("user002", "李四");
        AddGroup("Dinghy 测试群", "manager75", "user002");
        SetDepartment(101, "研发部");
        SetDepartment(102, "财务部");
        SetDepartment(1011, "平台组", parent: 101);
        PlacePerson("manager75", new OrgPlace { Departments = [101, 102], Leads = [101], Roles = [new OrgRole(100, "总监")], Title = "技术总监", Mobile = "13900000075" });
        PlacePerson("user002", new OrgPlace { Departments = [1011], Manager = "manager75", Mobile = "13900000002" });
    }
}
