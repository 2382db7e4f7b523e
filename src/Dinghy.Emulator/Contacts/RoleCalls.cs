namespace Dinghy.Emulator;

/// <summary><c>/topapi/role/*</c>: the roles that people were given, by their groups, and who has one.</summary>
internal sealed class RoleCalls(DingTalkWorld world, ApiGate gate)
{
    private const string Scope = "qyapi_get_role";
    private const int MaxPage = 200;

    public ApiAnswer List(ApiCall call)
    {
        if (!Open(call, ApiNames.RoleList, out var ask, out var from, out var size, out var problem)) return problem;
        _ = ask;
        var groups = Everybody().SelectMany(person => world.PlaceOf(person.StaffId).Roles).DistinctBy(role => role.Id).GroupBy(role => role.Group, StringComparer.Ordinal).OrderBy(group => group.Min(role => role.Id)).ToList();
        return TopJson.Ok(world, top => top.Object("result", () =>
        {
            top.Flag("hasMore", from + size < groups.Count);
            top.Objects("list", groups.Skip(from).Take(size).ToList(), group =>
            {
                top.Number("groupId", 1_000_000 + group.Min(role => role.Id));
                top.Text("name", group.Key);
                top.Objects("roles", group.OrderBy(role => role.Id).ToList(), role =>
                {
                    top.Number("id", role.Id);
                    top.Text("name", role.Name);
                });
            });
        }));
    }

    public ApiAnswer People(ApiCall call)
    {
        if (!Open(call, ApiNames.RolePeople, out var ask, out var from, out var size, out var problem)) return problem;
        if (ask.Number("role_id") is not { } role) return TopCall.Invalid("role_id");
        var holders = Everybody().Where(person => world.PlaceOf(person.StaffId).Roles.Any(one => one.Id == role)).ToList();
        return TopJson.Ok(world, top => top.Object("result", () =>
        {
            top.Flag("hasMore", from + size < holders.Count);
            if (from + size < holders.Count) top.Number("nextCursor", from + size);
            top.Objects("list", holders.Skip(from).Take(size).ToList(), person =>
            {
                top.Text("userid", person.StaffId);
                top.Text("name", person.Nick);
            });
        }));
    }

    private bool Open(ApiCall call, string api, out TopCall ask, out int from, out int size, out ApiAnswer problem)
    {
        (from, size) = (0, 20);
        ask = null!;
        if (!gate.TryPassTop(call, api, Scope, out problem) || !TopCall.TryRead(call, out ask, out problem)) return false;
        problem = TopCall.Invalid("size");
        if ((ask.Text("size") is null ? 20 : ask.Number("size")) is not (>= 1 and <= MaxPage and var most)) return false;
        problem = TopCall.Invalid("offset");
        if ((ask.Text("offset") is null ? 0 : ask.Number("offset")) is not (>= 0 and <= int.MaxValue and var begin)) return false;
        (from, size) = ((int)begin, (int)most);
        return true;
    }

    private IEnumerable<Person> Everybody() => world.People.Where(person => !person.External);
}
