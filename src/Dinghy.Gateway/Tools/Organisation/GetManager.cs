using System.Text.Json;
using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Tools.Organisation;

/// <summary>Who a person reports to, and who they report to in turn.</summary>
internal sealed class GetManager(OrganisationRoom room) : OrganisationTool(room)
{
    private const int MostLevels = 5;

    public override ToolDeclaration Declaration { get; } = new(
        "get_manager",
        "Tells a person's manager, as DingTalk's directory has it, and on request the managers above.",
        """
        {"type":"object","properties":{"person":{"type":"string","description":"A name or staff id. Absent: the person who asks."},"levels":{"type":"integer","description":"How many up, 1 to 5. Absent: 1."}}}
        """);

    protected override string Scope => "qyapi_get_member";

    protected override async Task<ToolResult> AnswerAsync(OrganisationDoor door, ToolInput input, ToolTurn turn, CancellationToken ct)
    {
        if ((input.Text("person") ?? Asker(turn)?.Value) is not { } written) return ToolResult.Error("Not found: name the person.");
        var (found, problem) = await Addresses(door, turn).PersonAsync(written, ct);
        if (found is null) return ToolResult.Error($"Not found: {problem}");
        var person = await door.Directory.PersonAsync(found.Id, ct) ?? found;
        var levels = Math.Clamp(input.Number("levels") ?? 1, 1, MostLevels);
        var (views, above, seen, note) = (new PeopleViews(door, Room.Config.ContactDetails), new List<PersonView>(), new HashSet<StaffId> { person.Id }, (string?)null);
        for (var at = person; above.Count < levels;)
        {
            if (at.Manager is { } id && seen.Add(id) && await door.Directory.PersonAsync(id, ct) is { } manager)
            {
                above.Add(await views.WholeAsync(manager, ct));
                at = manager;
                continue;
            }

            if (above.Count == 0)
            {
                above.AddRange((await LeadersAsync(door, views, person, ct)).Select(views.Short));
                note = above.Count > 0 ? "No manager is entered for this person: these lead their departments." : "No manager is entered for this person, nor for their departments.";
            }

            break;
        }

        return new ToolResult(JsonSerializer.Serialize(new ManagersView(await views.WholeAsync(person, ct), above) { Note = note }, OrganisationJson.Plain.ManagersView));
    }

    private static async Task<IReadOnlyList<Contact>> LeadersAsync(OrganisationDoor door, PeopleViews views, Contact person, CancellationToken ct)
    {
        var leaders = new List<StaffId>();
        foreach (var place in person.Departments)
            if (await door.Directory.DepartmentAsync(place.Department, ct) is { } department) leaders.AddRange(department.Managers);
        return await views.OfAsync(leaders.Where(id => id != person.Id).Distinct(), ct);
    }
}
