using System.Text.Json;

namespace Dinghy.Emulator;

/// <summary><c>/v1.0/contact/*/search</c>: ids of people and departments by their names. Free, like the rest of the directory.</summary>
internal sealed class SearchCalls(DingTalkWorld world, ApiGate gate)
{
    private const string Scope = "qyapi_addresslist_search";
    private const int MaxSize = 100;

    private readonly DepartmentDoor _departments = new(world);

    /// <summary>POST /v1.0/contact/users/search. Whoever is in no department that the application may see is not found.</summary>
    public ApiAnswer People(ApiCall call)
    {
        if (!TryRead(call, ApiNames.UserSearch, out var body, out var word, out var page, out var problem)) return problem;
        var whole = body.TryGetProperty("fullMatchField", out var match) && match.ValueKind == JsonValueKind.Number && match.TryGetInt32(out var field) && field == 1;
        return Answer(
            [.. world.People.Where(person => !person.External && Fits(person.Nick, word, whole) && world.PlaceOf(person.StaffId).Departments.Any(_departments.IsVisible))],
            page, (json, person) => json.WriteStringValue(person.StaffId));
    }

    /// <summary>POST /v1.0/contact/departments/search</summary>
    public ApiAnswer Departments(ApiCall call) => TryRead(call, ApiNames.DeptSearch, out _, out var word, out var page, out var problem)
        ? Answer([.. world.Departments.Where(department => _departments.IsVisible(department.Id) && Fits(department.Name, word, whole: false))], page, (json, department) => json.WriteNumberValue(department.Id))
        : problem;

    private bool TryRead(ApiCall call, string api, out JsonElement body, out string word, out (int Offset, int Size) page, out ApiAnswer problem)
    {
        (word, page) = ("", default);
        if (!gate.TryPass(call, api, Scope, out _, out body, out problem, metered: false)) return false;
        problem = ApiErrors.Missing("queryWord");
        if (body.Text("queryWord") is not { Length: > 0 } asked) return false;
        problem = ApiErrors.Missing("offset");
        if (!TryNumber(body, "offset", out var offset)) return false;
        problem = ApiErrors.Missing("size");
        if (!TryNumber(body, "size", out var size)) return false;
        problem = ApiErrors.InvalidParameter("offset or size is invalid");
        (word, page) = (asked, (offset, size));
        return offset >= 0 && size is >= 1 and <= MaxSize;
    }

    private static bool TryNumber(JsonElement body, string name, out int number)
    {
        number = 0;
        return body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number);
    }

    private static bool Fits(string name, string word, bool whole) =>
        whole ? name.Equals(word, StringComparison.OrdinalIgnoreCase) : name.Contains(word, StringComparison.OrdinalIgnoreCase);

    /// <summary><c>offset</c> is a page's number, as DingTalk's page has it.</summary>
    private static ApiAnswer Answer<T>(IReadOnlyList<T> found, (int Offset, int Size) page, Action<Utf8JsonWriter, T> write)
    {
        var from = (int)Math.Min((long)page.Offset * page.Size, found.Count);
        return ApiAnswer.Ok(json =>
        {
            json.WriteBoolean("hasMore", from + page.Size < found.Count);
            json.WriteNumber("totalCount", found.Count);
            json.WriteStartArray("list");
            foreach (var one in found.Skip(from).Take(page.Size)) write(json, one);
            json.WriteEndArray();
        });
    }
}
