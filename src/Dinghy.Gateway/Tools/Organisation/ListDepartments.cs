using System.Text.Json;
using Dinghy.DingTalk.Contacts;
using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Tools.Organisation;

/// <summary>A department: what is above and below it, and who leads it.</summary>
internal sealed class ListDepartments(OrganisationRoom room) : OrganisationTool(room)
{
    private const int MostListed = 100;
    private const int MostAbove = 20;

    public override ToolDeclaration Declaration { get; } = new(
        "list_departments",
        "Shows a department of the organisation with its managers, the departments above it and those below it. Without an argument: the top.",
        """
        {"type":"object","properties":{"department":{"type":"string","description":"Its id, or its name."}}}
        """);

    protected override string Scope => "qyapi_get_department_list";

    protected override async Task<ToolResult> AnswerAsync(OrganisationDoor door, ToolInput input, ToolTurn turn, CancellationToken ct)
    {
        var department = await door.Directory.DepartmentAsync(Department.Root, ct);
        if (input.Text("department") is { } written)
        {
            (department, var problem) = await Addresses(door, turn).DepartmentAsync(written, ct);
            if (department is null) return ToolResult.Error($"Not found: {problem}");
        }

        if (department is null or { Hidden: true }) return ToolResult.Error("Not told: DingTalk does not show this department.");
        var below = await door.Directory.BelowAsync(department.Id, ct);
        var view = new DepartmentView(department.Id, department.Name)
        {
            Managers = await ManagersAsync(door, department, ct),
            Members = department.Members,
            Above = await AboveAsync(door, department, ct),
            Below = [.. below.Take(MostListed).Select(one => new DepartmentView(one.Id, one.Name))],
            More = below.Count > MostListed,
        };
        return new ToolResult(JsonSerializer.Serialize(new DepartmentsView([view]), OrganisationJson.Plain.DepartmentsView));
    }

    private async Task<IReadOnlyList<PersonView>> ManagersAsync(OrganisationDoor door, Department department, CancellationToken ct)
    {
        var views = new PeopleViews(door, Room.Config.ContactDetails);
        return [.. (await views.OfAsync(department.Managers, ct)).Select(views.Short)];
    }

    private static async Task<IReadOnlyList<DepartmentView>> AboveAsync(OrganisationDoor door, Department department, CancellationToken ct)
    {
        var above = new List<DepartmentView>();
        for (var at = department; at.Parent is { } parent && above.Count < MostAbove;)
        {
            if (await door.Directory.DepartmentAsync(parent, ct) is not { } next) break;
            above.Add(new DepartmentView(next.Id, next.Name));
            at = next;
        }

        return above;
    }
}
