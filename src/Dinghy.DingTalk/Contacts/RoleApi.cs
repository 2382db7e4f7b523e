using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Wire;
using Microsoft.Extensions.Logging;

namespace Dinghy.DingTalk.Contacts;

/// <param name="Id">The staff id.</param>
/// <param name="Name">As the organisation writes it.</param>
public sealed record RoleHolder(StaffId Id, string Name);

/// <summary>
/// The organisation's roles and who has them, on the legacy host. DingTalk's pages do not name the scope; where it is missing the answer does
/// (<see cref="DingTalkApiException.RequiredScopes"/>).
/// </summary>
public sealed class RoleApi(DingTalkEndpoints endpoints, AccessTokenProvider tokens, HttpClient http, TimeProvider time, ILogger? logger = null)
{
    /// <summary>The most of one page, of roles' groups and of people.</summary>
    public const int MaxPage = 100;

    private const int MaxPages = 20;

    private readonly TokenCaller _caller = new(endpoints, tokens, http, time, logger);

    /// <summary>Each call's deadline.</summary>
    /// <value>10 s.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>All roles, of every group.</summary>
    /// <exception cref="DingTalkApiException">DingTalk refused or did not answer.</exception>
    public async Task<IReadOnlyList<ContactRole>> ListAsync(CancellationToken ct)
    {
        var roles = new List<ContactRole>();
        for (var page = 0; page < MaxPages; page++)
        {
            var result = await AskAsync("/topapi/role/list", new(page * MaxPage, MaxPage), WireJson.Compact.RolesQuery, ct);
            foreach (var group in Several(result, "list"))
                roles.AddRange(Several(group, "roles").Select(role => role.Integer("id") is { } id ? new ContactRole(id, role.Filled("name") ?? "", group.Filled("name") ?? "") : null).OfType<ContactRole>());
            if (!result.Flag("hasMore")) break;
        }

        return roles;
    }

    /// <summary>Who has a role: the first <paramref name="most"/>.</summary>
    /// <exception cref="DingTalkApiException">DingTalk refused or did not answer.</exception>
    public async Task<IReadOnlyList<RoleHolder>> ListPeopleAsync(long role, int most, CancellationToken ct)
    {
        var people = new List<RoleHolder>();
        for (var page = 0; page < MaxPages && people.Count < most; page++)
        {
            var result = await AskAsync("/topapi/role/simplelist", new(role, page * MaxPage, MaxPage), WireJson.Compact.RolePeopleQuery, ct);
            people.AddRange(Several(result, "list").Select(person => person.Filled("userid") is { } id ? new RoleHolder(new(id), person.Filled("name") ?? "") : null).OfType<RoleHolder>());
            if (!result.Flag("hasMore")) break;
        }

        return [.. people.Take(most)];
    }

    private async Task<JsonElement> AskAsync<T>(string path, T query, JsonTypeInfo<T> type, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(query, type);
        return (await _caller.PostLegacyAsync(path, () => new JsonBody(body), RequestTimeout, ct)).Object("result")
            ?? throw new DingTalkApiException(DingTalkFault.BadResponse, "no_result", "DingTalk's answer holds no result");
    }

    private static IEnumerable<JsonElement> Several(JsonElement item, string name) => item.Object(name) is { } only ? [only] : item.Items(name);
}
