using System.Collections.Frozen;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Routing;

/// <summary>
/// All rules, each filed under its weightiest condition, so that a message meets only those that name its person, its conversation, and so on.
/// Pure: it says what must be known of the person, and the caller brings it. Thousands of rules cost no more than a few.
/// </summary>
internal sealed class RouteTable
{
    private sealed record Entry(RouteRule Rule, int Rank, int Order);

    private static readonly Entry[] s_none = [];

    private readonly FrozenDictionary<string, Entry[]> _events;
    private readonly FrozenDictionary<string, Entry[]> _persons;
    private readonly FrozenDictionary<string, Entry[]> _conversations;
    private readonly FrozenDictionary<string, Entry[]> _roles;
    private readonly FrozenDictionary<long, Entry[]> _departments;
    private readonly FrozenDictionary<string, Entry[]> _accounts;
    private readonly Entry[] _rest;
    private readonly RouteRule[] _roleGuards;
    private readonly RouteRule[] _departmentGuards;

    public RouteTable(RoutingConfig config)
    {
        (Rules, DefaultAgent) = (config.Rules, config.DefaultAgent);
        var left = config.Rules.Select((rule, order) => new Entry(rule, RouteConditions.Rank(rule), order))
            .OrderByDescending(entry => entry.Rank).ThenBy(entry => entry.Order).ToList();
        _events = File(left, rule => rule.Event);
        _persons = File(left, rule => rule.Person);
        _conversations = File(left, rule => rule.Conversation == RouteRule.Any ? null : rule.Conversation);
        (_roles, _roleGuards) = (File(left, rule => rule.Role, out var byRole), Guards(byRole));
        (_departments, _departmentGuards) = (FileByNumber(left, rule => rule.Department, out var byDepartment), Guards(byDepartment));
        _accounts = File(left, rule => rule.Account == RouteRule.Any ? null : rule.Account);
        _rest = [.. left];
    }

    public IReadOnlyList<RouteRule> Rules { get; }

    public string DefaultAgent { get; }

    /// <summary>The rule that decides, or what the directory must tell first. Asked again with that, it goes on.</summary>
    public Decision Decide(RouteSubject subject, Learned known)
    {
        if (subject.Event is { } kind) return First(Of(_events, kind), subject, known) ?? Decision.NoRule;
        if (subject.Person is { } person && First(Of(_persons, person), subject, known) is { } byPerson) return byPerson;
        if (First(Of(_conversations, subject.Conversation), subject, known) is { } byConversation) return byConversation;
        if (Roles(subject, known) is { } byRole) return byRole;
        if (Departments(subject, known) is { } byDepartment) return byDepartment;
        return First(Of(_accounts, subject.Account), subject, known) ?? First(_rest, subject, known) ?? Decision.NoRule;
    }

    private Decision? Roles(RouteSubject subject, Learned known)
    {
        if (subject.Person is null || !Any(_roleGuards, subject)) return null;
        if (known.Roles is not { } roles) return new(null, DirectoryNeed.Roles);
        return Best(roles.Select(role => Of(_roles, role)), subject, known);
    }

    private Decision? Departments(RouteSubject subject, Learned known)
    {
        if (subject.Person is null || !Any(_departmentGuards, subject)) return null;
        if (known.Departments is not { } steps) return new(null, DirectoryNeed.Departments);
        for (int at = 0, next; at < steps.Count; at = next)
        {
            for (next = at + 1; next < steps.Count && steps[next].Distance == steps[at].Distance; next++) { }
            var equals = Enumerable.Range(at, next - at).Select(index => _departments.GetValueOrDefault(steps[index].Id) ?? s_none);
            if (Best(equals, subject, known) is { } found) return found;
        }

        return null;
    }

    private static Decision? First(Entry[] entries, RouteSubject subject, Learned known)
    {
        Entry? best = null;
        return Search(entries, subject, known, ref best) ?? Decided(best);
    }

    /// <summary>Of several lists.</summary>
    private static Decision? Best(IEnumerable<Entry[]> lists, RouteSubject subject, Learned known)
    {
        Entry? best = null;
        foreach (var list in lists)
            if (Search(list, subject, known, ref best) is { } need) return need;
        return Decided(best);
    }

    /// <returns>What is missing; null: nothing, and <paramref name="best"/> is the better of what it was and what the list holds.</returns>
    private static Decision? Search(Entry[] entries, RouteSubject subject, Learned known, ref Entry? best)
    {
        foreach (var entry in entries)
        {
            if (best is not null && Weight(entry) < Weight(best)) break;
            switch (RouteConditions.Check(entry.Rule, subject, known))
            {
                case Fit.NeedsRoles: return new(null, DirectoryNeed.Roles);
                case Fit.NeedsDepartments: return new(null, DirectoryNeed.Departments);
                case Fit.Yes when best is null || Before(entry, best, known):
                    best = entry;
                    break;
                default: break;
            }
        }

        return null;
    }

    private static Decision? Decided(Entry? best) => best is null ? null : new(best.Rule);

    /// <summary>The conditions down to the department; between two departments of one weight the nearer goes first, whatever else they say.</summary>
    private static int Weight(Entry entry) => entry.Rank >> 4;

    private static bool Before(Entry one, Entry other, Learned known)
    {
        if (Weight(one) != Weight(other)) return Weight(one) > Weight(other);
        var (near, far) = (Distance(one, known), Distance(other, known));
        if (near != far) return near < far;
        return one.Rank != other.Rank ? one.Rank > other.Rank : one.Order < other.Order;
    }

    private static int Distance(Entry entry, Learned known)
    {
        if (entry.Rule.Department is not { } department) return 0;
        foreach (var step in known.Departments ?? [])
            if (step.Id == department) return step.Distance;
        return int.MaxValue;
    }

    /// <summary>Whether any of them could fit if the directory said so: else it need not be asked.</summary>
    private static bool Any(RouteRule[] guards, RouteSubject subject)
    {
        foreach (var guard in guards)
            if (RouteConditions.Check(guard, subject, Learned.Nothing) == Fit.Yes) return true;
        return false;
    }

    /// <summary>What the rules ask of the message itself, each combination once.</summary>
    private static RouteRule[] Guards(List<Entry> entries) =>
        [.. entries.Select(entry => new RouteRule("", "") { Account = entry.Rule.Account, Chat = entry.Rule.Chat, Mentioned = entry.Rule.Mentioned, Conversation = entry.Rule.Conversation }).Distinct()];

    private static FrozenDictionary<string, Entry[]> File(List<Entry> left, Func<RouteRule, string?> key) => File(left, key, out _);

    private static FrozenDictionary<string, Entry[]> File(List<Entry> left, Func<RouteRule, string?> key, out List<Entry> filed)
    {
        filed = Taken(left, rule => key(rule) is not null);
        return filed.GroupBy(entry => key(entry.Rule)!, StringComparer.Ordinal).ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
    }

    private static FrozenDictionary<long, Entry[]> FileByNumber(List<Entry> left, Func<RouteRule, long?> key, out List<Entry> filed)
    {
        filed = Taken(left, rule => key(rule) is not null);
        return filed.GroupBy(entry => key(entry.Rule)!.Value).ToFrozenDictionary(group => group.Key, group => group.ToArray());
    }

    private static List<Entry> Taken(List<Entry> left, Func<RouteRule, bool> take)
    {
        var taken = left.Where(entry => take(entry.Rule)).ToList();
        left.RemoveAll(entry => take(entry.Rule));
        return taken;
    }

    private static Entry[] Of(FrozenDictionary<string, Entry[]> filed, string key) => filed.GetValueOrDefault(key) ?? s_none;
}
