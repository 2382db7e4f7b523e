using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Wire;
using Microsoft.Extensions.Logging;

namespace Dinghy.DingTalk.Contacts;

/// <summary>
/// The organisation's directory; but for searches on the legacy host. These calls cost nothing of the monthly allowance. All of them only read, and throw
/// <see cref="DingTalkApiException"/>: NotFound for an id that is nobody's (33012, 60121, 60003), Permission for a scope that is missing
/// (60011, with <see cref="DingTalkApiException.RequiredScopes"/>) or a department that the application may not see (50004).
/// </summary>
public sealed class ContactApi(DingTalkEndpoints endpoints, AccessTokenProvider tokens, HttpClient http, TimeProvider time, ILogger? logger = null)
{
    /// <summary>The most people of one page.</summary>
    public const int MaxPage = 100;

    private readonly TokenCaller _caller = new(endpoints, tokens, http, time, logger);

    /// <summary>Each call's deadline.</summary>
    /// <value>10 s.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>One person with departments, roles and manager. Scope <c>qyapi_get_member</c>.</summary>
    /// <exception cref="DingTalkApiException">See <see cref="ContactApi"/>.</exception>
    public async Task<Contact> GetPersonAsync(StaffId person, CancellationToken ct) =>
        ContactReader.Person(await AskAsync("/topapi/v2/user/get", new(person.Value), WireJson.Compact.PersonQuery, ct)) ?? throw Strange("userid");

    /// <summary>
    /// The staff ids of people whose name, or its pinyin, holds a word; the nearest first, as DingTalk sees it. Scope <c>qyapi_addresslist_search</c>.
    /// DingTalk's page offers the call to third-party applications; those of one organisation have been given the scope too.
    /// </summary>
    /// <param name="word">A name, its pinyin or an English name.</param>
    /// <param name="most">1 to <see cref="MaxPage"/>.</param>
    /// <param name="whole">Only names that are the word.</param>
    /// <param name="ct">Ends the call.</param>
    /// <exception cref="DingTalkApiException">See <see cref="ContactApi"/>.</exception>
    public async Task<ContactMatches<StaffId>> SearchPeopleAsync(string word, int most, bool whole, CancellationToken ct)
    {
        var answer = await SearchAsync("/v1.0/contact/users/search", new(word, 0, most, whole ? 1 : null), ct);
        return new([.. ContactReader.StaffIds(answer, "list").Take(most)], answer.Flag("hasMore"));
    }

    /// <summary>The ids of departments whose name, or its pinyin, holds a word. Scope <c>qyapi_addresslist_search</c>; see <see cref="SearchPeopleAsync"/>.</summary>
    /// <exception cref="DingTalkApiException">See <see cref="ContactApi"/>.</exception>
    public async Task<ContactMatches<long>> SearchDepartmentsAsync(string word, int most, CancellationToken ct)
    {
        var answer = await SearchAsync("/v1.0/contact/departments/search", new(word, 0, most, FullMatchField: null), ct);
        return new([.. ContactReader.Numbers(answer, "list").Take(most)], answer.Flag("hasMore"));
    }

    /// <summary>The staff id of a union id. Scope <c>qyapi_get_member</c>.</summary>
    /// <exception cref="DingTalkApiException">See <see cref="ContactApi"/>.</exception>
    public async Task<StaffId> GetByUnionIdAsync(string unionId, CancellationToken ct) =>
        Id(await AskAsync("/topapi/user/getbyunionid", new(unionId), WireJson.Compact.UnionIdQuery, ct));

    /// <summary>The staff id of a telephone number. Scope <c>qyapi_get_member_by_mobile</c>.</summary>
    /// <exception cref="DingTalkApiException">See <see cref="ContactApi"/>.</exception>
    public async Task<StaffId> GetByMobileAsync(string mobile, CancellationToken ct) =>
        Id(await AskAsync("/topapi/v2/user/getbymobile", new(mobile), WireJson.Compact.MobileQuery, ct));

    /// <summary>A page of a department's direct members. Scope <c>qyapi_get_department_member</c>.</summary>
    /// <param name="department">Its id.</param>
    /// <param name="cursor">0 for the first page, else <see cref="ContactPage.Next"/> of the one before.</param>
    /// <param name="size">1 to <see cref="MaxPage"/>.</param>
    /// <param name="ct">Ends the call.</param>
    /// <exception cref="DingTalkApiException">See <see cref="ContactApi"/>.</exception>
    public async Task<ContactPage> ListPeopleAsync(long department, long cursor, int size, CancellationToken ct)
    {
        if (cursor < 0 || size is < 1 or > MaxPage)
            throw new DingTalkApiException(DingTalkFault.Invalid, "40035", $"a page has 1 to {MaxPage} people and begins at 0 or later; not asked");
        var page = ContactReader.Page(await AskAsync("/topapi/v2/user/list", new(department, cursor, size), WireJson.Compact.PeopleQuery, ct), department);
        // A cursor that does not move would be asked for ever.
        return page.Next <= cursor ? page with { Next = null } : page;
    }

    /// <summary>The staff ids of a department's direct members. Scope <c>qyapi_get_member</c>.</summary>
    /// <exception cref="DingTalkApiException">See <see cref="ContactApi"/>.</exception>
    public async Task<IReadOnlyList<StaffId>> ListPeopleIdsAsync(long department, CancellationToken ct) =>
        ContactReader.StaffIds(await AskAsync("/topapi/user/listid", new(department), WireJson.Compact.DepartmentQuery, ct), "userid_list");

    /// <summary>One department. Scope <c>qyapi_get_department_list</c>.</summary>
    /// <exception cref="DingTalkApiException">See <see cref="ContactApi"/>.</exception>
    public async Task<Department> GetDepartmentAsync(long department, CancellationToken ct) =>
        ContactReader.Department(await AskAsync("/topapi/v2/department/get", new(department), WireJson.Compact.DepartmentQuery, ct)) ?? throw Strange("dept_id");

    /// <summary>The departments directly below one. Scope <c>qyapi_get_department_list</c>.</summary>
    /// <exception cref="DingTalkApiException">See <see cref="ContactApi"/>.</exception>
    public async Task<IReadOnlyList<Department>> ListDepartmentsAsync(long below, CancellationToken ct) =>
        ContactReader.Departments(await CallAsync("/topapi/v2/department/listsub", new(below), WireJson.Compact.DepartmentQuery, ct));

    /// <summary>The ids of the departments directly below one. Scope <c>qyapi_get_department_list</c>.</summary>
    /// <exception cref="DingTalkApiException">See <see cref="ContactApi"/>.</exception>
    public async Task<IReadOnlyList<long>> ListDepartmentIdsAsync(long below, CancellationToken ct) =>
        ContactReader.Numbers(await AskAsync("/topapi/v2/department/listsubid", new(below), WireJson.Compact.DepartmentQuery, ct), "dept_id_list");

    /// <summary>
    /// For each department the person is a direct member of, the way up: that department first, then its parents, the organisation (1) last.
    /// Scope <c>qyapi_get_department_list</c>.
    /// </summary>
    /// <exception cref="DingTalkApiException">See <see cref="ContactApi"/>.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<long>>> ListParentsAsync(StaffId person, CancellationToken ct) =>
        ContactReader.Chains(await AskAsync("/topapi/v2/department/listparentbyuser", new(person.Value), WireJson.Compact.PersonQuery, ct));

    private Task<JsonElement> SearchAsync(string path, SearchQuery query, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(query.QueryWord) || query.Size is < 1 or > MaxPage)
            throw new DingTalkApiException(DingTalkFault.Invalid, "invalidParameter", $"a search needs a word, and gives 1 to {MaxPage} of what it finds; not asked");
        return _caller.PostAsync(path, JsonSerializer.SerializeToUtf8Bytes(query, WireJson.Compact.SearchQuery), RequestTimeout, ct);
    }

    private async Task<JsonElement> AskAsync<T>(string path, T query, JsonTypeInfo<T> type, CancellationToken ct) =>
        (await CallAsync(path, query, type, ct)).Object("result") ?? throw Strange("result");

    private Task<JsonElement> CallAsync<T>(string path, T query, JsonTypeInfo<T> type, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(query, type);
        return _caller.PostLegacyAsync(path, () => new JsonBody(body), RequestTimeout, ct);
    }

    private static StaffId Id(JsonElement result) => result.Filled("userid") is { } id ? new(id) : throw Strange("userid");

    private static DingTalkApiException Strange(string missing) => new(DingTalkFault.BadResponse, "no_" + missing, $"DingTalk's answer holds no {missing}");
}
