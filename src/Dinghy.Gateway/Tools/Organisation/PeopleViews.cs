using Dinghy.DingTalk;
using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.Messages;

namespace Dinghy.Gateway.Tools.Organisation;

/// <summary>People as models see them: no more than is needed to tell them apart and to find them.</summary>
/// <param name="door">Whose directory.</param>
/// <param name="details">Telephone numbers and mail addresses too.</param>
internal sealed class PeopleViews(OrganisationDoor door, bool details)
{
    /// <summary>With the names of the departments, as far as DingTalk tells them.</summary>
    public async Task<PersonView> WholeAsync(Contact person, CancellationToken ct)
    {
        var places = new List<PlaceView>();
        foreach (var place in person.Departments) places.Add(new PlaceView(place.Department, await NameOfAsync(place.Department, ct), place.Leads));
        return Short(person) with { Departments = places.Count == 0 ? null : places, ManagerStaffId = person.Manager?.Value };
    }

    public PersonView Short(Contact person) => new(person.Id.Value, person.Name)
    {
        Title = person.Title,
        Mobile = details ? person.Mobile : null,
        Email = details ? person.OrgEmail ?? person.Email : null,
    };

    /// <summary>By id, each found; who is not known is left out.</summary>
    public async Task<IReadOnlyList<Contact>> OfAsync(IEnumerable<StaffId> ids, CancellationToken ct)
    {
        var people = new List<Contact>();
        foreach (var id in ids)
            if (await door.Directory.PersonAsync(id, ct) is { } person) people.Add(person);
        return people;
    }

    /// <summary>A name that is not told leaves the id: the rest of the answer stands.</summary>
    private async Task<string?> NameOfAsync(long department, CancellationToken ct)
    {
        try
        {
            return (await door.Directory.DepartmentAsync(department, ct))?.Name;
        }
        catch (DingTalkApiException)
        {
            return null;
        }
    }
}
