using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tools.Approvals;

/// <summary>Who is to be asked.</summary>
internal abstract record Approvers
{
    /// <summary>Whoever asked, in the same chat.</summary>
    public sealed record Asker : Approvers;

    /// <summary>Others, each in a chat of their own; any of them decides.</summary>
    /// <param name="All">Staff ids with names.</param>
    /// <param name="Instead">Owners in place of whom the rule means, for this reason; null: it is those whom it means.</param>
    public sealed record Others(IReadOnlyList<(string Id, string Name)> All, string? Instead) : Approvers;

    /// <summary>Nobody can be asked.</summary>
    public sealed record Nobody(string Why) : Approvers;
}

/// <summary>Finds the people whom a rule means. Where the directory can not tell, or nobody stands above, it is the owners; whoever asked never decides in another's place.</summary>
/// <param name="owners">Of each robot.</param>
/// <param name="directories">By account; null: none.</param>
internal sealed class ApproverFinder(Owners owners, Func<string, SuperiorDirectory?> directories)
{
    public async Task<Approvers> FindAsync(Approver rule, Turn turn, CancellationToken ct)
    {
        var asker = turn.Message.Sender?.Value;
        if (rule.Kind == ApproverKind.Asker || (rule.Kind == ApproverKind.Owner && owners.IsOwner(turn.Keep, asker)) || (rule.Kind == ApproverKind.Person && rule.Name == asker)) return new Approvers.Asker();
        var directory = directories(turn.Account);
        if (rule.Kind == ApproverKind.Owner) return await OwnersAsync(turn, directory, null, ct);
        if (rule.Kind == ApproverKind.Person) return new Approvers.Others([await NamedAsync(directory, rule.Name, ct)], null);
        if (directory is null) return await OwnersAsync(turn, null, "there is no directory", ct);
        if (rule.Kind == ApproverKind.Role) return await HoldersAsync(rule.Name, turn, directory, ct);
        if (asker is null) return await OwnersAsync(turn, directory, "whoever asked is not of this organisation", ct);
        var (found, problem) = rule.Kind == ApproverKind.Manager ? await ManagerAsync(directory, asker, ct) : await HeadsAsync(directory, asker, ct);
        if (found is not { Count: > 0 }) return await OwnersAsync(turn, directory, problem ?? $"nobody is {(rule.Kind == ApproverKind.Manager ? "their manager" : "the head of their department or of one above it")}", ct);
        return new Approvers.Others(await NamedAsync(directory, found, ct), null);
    }

    private static async Task<(IReadOnlyList<string>? Found, string? Problem)> ManagerAsync(SuperiorDirectory directory, string asker, CancellationToken ct)
    {
        var (person, problem) = await directory.PersonAsync(new StaffId(asker), ct);
        return (person?.Manager is { } manager && manager.Value != asker ? [manager.Value] : null, problem);
    }

    private static async Task<(IReadOnlyList<string>? Found, string? Problem)> HeadsAsync(SuperiorDirectory directory, string asker, CancellationToken ct)
    {
        var (heads, problem) = await directory.HeadsOfAsync(new StaffId(asker), ct);
        return (heads?.Select(head => head.Value).ToList(), problem);
    }

    private async Task<Approvers> HoldersAsync(string role, Turn turn, SuperiorDirectory directory, CancellationToken ct)
    {
        var (holders, problem) = await directory.HoldersOfAsync(role, ct);
        var others = (holders ?? []).Where(holder => holder.Id != turn.Message.Sender).Take(SuperiorDirectory.Most).ToList();
        return others.Count == 0
            ? await OwnersAsync(turn, directory, problem ?? $"nobody else has the role {role}", ct)
            : new Approvers.Others([.. others.Select(holder => (holder.Id.Value, NameOr(holder.Name, holder.Id.Value)))], null);
    }

    /// <summary>The one who asked is left out, unless they are the only owner.</summary>
    private async Task<Approvers> OwnersAsync(Turn turn, SuperiorDirectory? directory, string? instead, CancellationToken ct)
    {
        var all = owners.Of(turn.Keep);
        var others = all.Where(owner => owner != turn.Message.Sender?.Value).Take(SuperiorDirectory.Most).ToList();
        if (others.Count > 0) return new Approvers.Others(await NamedAsync(directory, others, ct), instead);
        if (all.Count > 0) return new Approvers.Asker();
        return new Approvers.Nobody($"{(instead is null ? "" : $"{instead}, and ")}this robot has no owner who could decide in their place");
    }

    private static async Task<IReadOnlyList<(string, string)>> NamedAsync(SuperiorDirectory? directory, IReadOnlyList<string> ids, CancellationToken ct)
    {
        var named = new List<(string, string)>();
        foreach (var id in ids.Distinct(StringComparer.Ordinal)) named.Add(await NamedAsync(directory, id, ct));
        return named;
    }

    private static async Task<(string Id, string Name)> NamedAsync(SuperiorDirectory? directory, string id, CancellationToken ct) =>
        (id, directory is not null && await directory.PersonAsync(new StaffId(id), ct) is ({ } person, _) ? NameOr(person.Name, id) : id);

    private static string NameOr(string name, string id) => name.Length > 0 ? name : id;
}
