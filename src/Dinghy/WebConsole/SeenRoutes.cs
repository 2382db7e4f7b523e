using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Policy;
using Dinghy.Gateway.Storage;

namespace Dinghy.WebConsole;

/// <summary><c>/api/access/people</c> and <c>/api/access/groups</c>: who was heard, and what policy says of them now.</summary>
internal static class SeenRoutes
{
    private const int Most = 500;

    /// <summary>Looked through for the words of a search.</summary>
    private const int MostRead = 20_000;

    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway)
    {
        guarded.MapGet("/access/people", async Task<IResult> (string? query, string? account, CancellationToken ct) =>
        {
            if (gateway() is not { } running) return ConsoleAnswers.Starting();
            var people = await running.Acquaintances.PeopleAsync(query is null && account is null ? Most : MostRead, ct);
            return TypedResults.Json(
                new PeopleReport([.. people.Select(one => PersonReport.Of(running, one)).Where(one => Fits(account, one.Account, query, one.Nick, one.Person)).Take(Most)]), ConsoleJson.Default.PeopleReport);
        }).For(Role.Auditor);
        guarded.MapGet("/access/groups", async Task<IResult> (string? query, string? account, CancellationToken ct) =>
        {
            if (gateway() is not { } running) return ConsoleAnswers.Starting();
            var groups = await running.Acquaintances.GroupsAsync(query is null && account is null ? Most : MostRead, ct);
            return TypedResults.Json(
                new GroupsReport([.. groups.Select(one => GroupReport.Of(running, one)).Where(one => Fits(account, one.Account, query, one.Title, one.Conversation)).Take(Most)]), ConsoleJson.Default.GroupsReport);
        }).For(Role.Auditor);
    }

    private static bool Fits(string? account, string its, string? query, params string[] texts) =>
        (account is null || account == its) && (string.IsNullOrWhiteSpace(query) || texts.Any(text => text.Contains(query.Trim(), StringComparison.OrdinalIgnoreCase)));
}

/// <param name="Account">Whose robot heard them.</param>
/// <param name="Person">Staff id, else sender id.</param>
/// <param name="Nick">The name they chose; hidden characters and all, so to be shown as text.</param>
/// <param name="LastSeen">Exact to a minute.</param>
/// <param name="InPrivate">Has written privately.</param>
/// <param name="Owner">Of that robot.</param>
/// <param name="Verdict"><c>open</c>, <c>allowed</c>, <c>approved</c>, <c>waiting</c> or <c>refused</c>: what a private message of theirs meets.</param>
/// <param name="Because">The key that decides.</param>
internal sealed record PersonReport(string Account, string Person, string Nick, DateTimeOffset LastSeen, bool InPrivate, bool Owner, string Verdict, string Because)
{
    /// <summary>In the console; null: none.</summary>
    public string? Role { get; init; }

    public static PersonReport Of(GatewayHost host, SeenPerson seen)
    {
        var account = host.AccountOf(seen.Account);
        var owner = host.Owners.IsOwner(seen.Account, seen.Person);
        var (verdict, because) = account is null ? ("refused", "account") : Judge(host, account, seen, owner);
        return new(account?.Id ?? seen.Account, seen.Person, seen.Nick, seen.LastSeen, seen.InPrivate, owner, verdict, because)
        {
            Role = account is not null && ConsoleRoles.Of(host, account.Id, seen.Person) is { } role ? ConsoleWords.Of(role) : null,
        };
    }

    private static (string Verdict, string Because) Judge(GatewayHost host, AccountConfig account, SeenPerson seen, bool owner)
    {
        if (account.DmPolicy == AccessPolicy.Disabled) return ("refused", "dm_policy");
        if (account.DmPolicy == AccessPolicy.Open) return ("open", "dm_policy");
        if (owner) return ("allowed", "owners");
        if (account.AllowFrom.Contains(seen.Person) || account.AllowFrom.Contains("*")) return ("allowed", "allow_from");
        if (account.DmPolicy == AccessPolicy.Allowlist) return ("refused", "allow_from");
        if (host.Pairing.Approved(seen.Account).Any(one => one.Person == seen.Person)) return ("approved", "pairing");
        return (host.Pairing.Pending(seen.Account).Any(one => one.Person == seen.Person) ? "waiting" : "refused", "pairing");
    }
}

/// <summary>A group. Verdict is <c>open</c>, <c>allowed</c> (for those who are listed) or <c>refused</c>; Because is the key that decides; MentionOnly: it answers only when it is mentioned.</summary>
internal sealed record GroupReport(string Account, string Conversation, string Title, DateTimeOffset LastSeen, string Verdict, string Because, bool MentionOnly)
{
    public static GroupReport Of(GatewayHost host, SeenGroup seen)
    {
        if (host.AccountOf(seen.Account) is not { } account) return new(seen.Account, seen.Conversation, seen.Title, seen.LastSeen, "refused", "account", MentionOnly: true);
        var rules = GroupRules.Of(account, new ConversationId(seen.Conversation));
        var verdict = rules.Policy switch { AccessPolicy.Disabled => "refused", AccessPolicy.Allowlist => "allowed", _ => "open" };
        return new(account.Id, seen.Conversation, seen.Title, seen.LastSeen, verdict, account.Groups.ContainsKey(seen.Conversation) ? "groups" : "group_policy", rules.MentionOnly);
    }
}

internal sealed record PeopleReport(IReadOnlyList<PersonReport> People);

internal sealed record GroupsReport(IReadOnlyList<GroupReport> Groups);
