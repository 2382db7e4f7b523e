using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.Messages;

namespace Dinghy.Gateway.Routing;

/// <summary>Who stands above people, and who has a role; for turns, like <see cref="PersonDirectory"/>, and as little anybody's trouble.</summary>
internal sealed class SuperiorDirectory(OrganisationDirectory directory, RoutingLog log, TimeProvider time)
{
    /// <summary>Of one role or department.</summary>
    public const int Most = OrganisationDirectory.MostSuperiors;

    private readonly PatientAnswers<StaffId, Contact?> _people = new(directory.Account, "managers", directory.People, log, time);
    private readonly PatientAnswers<StaffId, IReadOnlyList<StaffId>> _heads = new(directory.Account, "department heads", directory.Heads, log, time);
    private readonly PatientAnswers<string, IReadOnlyList<RoleHolder>> _holders = new(directory.Account, "role holders", directory.Holders, log, time);

    /// <summary>The person with their manager, null where the directory has no such person; or why they are not known.</summary>
    public Task<(Contact? Person, string? Problem)> PersonAsync(StaffId person, CancellationToken ct) => TwiceAsync(_people, person, ct);

    /// <summary>Who leads the person's department, or the nearest one above it that somebody else leads; or why that is not known.</summary>
    public Task<(IReadOnlyList<StaffId>? Heads, string? Problem)> HeadsOfAsync(StaffId person, CancellationToken ct) => TwiceAsync(_heads, person, ct);

    /// <summary>Who has a role, by its name or id; or why that is not known.</summary>
    public Task<(IReadOnlyList<RoleHolder>? Holders, string? Problem)> HoldersOfAsync(string role, CancellationToken ct) => TwiceAsync(_holders, role, ct);

    /// <summary>Several calls behind each other: what did not come in the time of one is waited for once more.</summary>
    private static async Task<(TValue? Value, string? Problem)> TwiceAsync<TKey, TValue>(PatientAnswers<TKey, TValue> answers, TKey key, CancellationToken ct) where TKey : notnull where TValue : class?
    {
        var (value, problem) = await answers.GetAsync(key, ct);
        return problem is null ? (value, null) : await answers.GetAsync(key, ct);
    }
}
