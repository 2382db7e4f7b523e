using System.Globalization;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Routing;

internal enum Fit { Yes, No, NeedsRoles, NeedsDepartments }

/// <summary>Whether one rule fits, how specific it is, and in words why not. Pure.</summary>
internal static class RouteConditions
{
    /// <summary>Higher is more specific; each condition outweighs all below it together.</summary>
    public static int Rank(RouteRule rule) =>
        Bit(rule.Event, 8) | Bit(rule.Person, 7) | Bit(NotAny(rule.Conversation), 6) | Bit(rule.Role, 5) | Bit(rule.Department, 4)
        | Bit(NotAny(rule.Account), 3) | Bit(rule.Chat, 2) | Bit(rule.Mentioned, 1) | (rule.Conversation == RouteRule.Any ? 4 : 0);

    /// <summary>What the message tells is looked at before the directory is.</summary>
    public static Fit Check(RouteRule rule, RouteSubject subject, Learned known)
    {
        if (Refusal(rule, subject) is not null) return Fit.No;
        if (rule.Role is { } role)
        {
            if (subject.Person is null) return Fit.No;
            if (known.Roles is null) return Fit.NeedsRoles;
            if (!known.Roles.Contains(role)) return Fit.No;
        }

        if (rule.Department is not { } department) return Fit.Yes;
        if (subject.Person is null) return Fit.No;
        if (known.Departments is null) return Fit.NeedsDepartments;
        return known.Departments.Any(step => step.Id == department) ? Fit.Yes : Fit.No;
    }

    /// <summary>Why it does not fit, for people; null: it does, or the directory would have to be asked.</summary>
    public static string? WhyNot(RouteRule rule, RouteSubject subject, Learned known)
    {
        if (Refusal(rule, subject) is { } refusal) return refusal;
        if ((rule.Role ?? (object?)rule.Department) is null) return null;
        if (subject.Person is null) return "the person has no staff id here, so the directory does not know them";
        if (rule.Role is { } role && known.Roles is { } roles && !roles.Contains(role)) return roles.Count == 0 && known.Problem is { } unknown ? unknown : $"the person has not the role {role}";
        if (rule.Department is { } department && known.Departments is { } steps && steps.All(step => step.Id != department))
            return steps.Count == 0 && known.Problem is { } problem ? problem : $"the person is not in department {department.ToString(CultureInfo.InvariantCulture)} or below it";
        return null;
    }

    /// <summary>The conditions in words: what a match was made by.</summary>
    public static string Describe(RouteRule rule, Learned known)
    {
        List<string> words = [];
        if (rule.Event is { } kind) words.Add($"event {kind}");
        if (rule.Person is { } person) words.Add($"person {person}");
        if (rule.Conversation is { } conversation) words.Add($"conversation {conversation}");
        if (rule.Role is { } role) words.Add($"role {role}");
        if (rule.Department is { } department) words.Add($"department {department.ToString(CultureInfo.InvariantCulture)}{Steps(department, known)}");
        if (rule.Account is { } account) words.Add(account == RouteRule.Any ? "any account" : $"account {account}");
        if (rule.Chat is { } chat) words.Add(chat == ChatKind.Dm ? "private chats" : "groups");
        if (rule.Mentioned is { } mentioned) words.Add(mentioned ? "mentioned" : "not mentioned");
        return string.Join(", ", words);
    }

    private static string Steps(long department, Learned known) =>
        known.Departments?.FirstOrDefault(step => step.Id == department) is { Id: > 0, Distance: > 0 and var up } ? $" ({up} above the person's own)" : "";

    private static string? Refusal(RouteRule rule, RouteSubject subject)
    {
        if (rule.Event != subject.Event) return rule.Event is null ? "for messages, not for events" : $"for events of the kind {rule.Event}";
        if (rule.Person is { } person && person != subject.Person) return $"for person {person}";
        if (rule.Conversation is { } conversation && !(conversation == subject.Conversation || (conversation == RouteRule.Any && subject.Chat == ChatKind.Group))) return $"for conversation {conversation}";
        if (NotAny(rule.Account) is { } account && account != subject.Account) return $"for account {account}";
        if (rule.Chat is { } chat && chat != subject.Chat) return chat == ChatKind.Dm ? "for private chats" : "for groups";
        if (rule.Mentioned is { } mentioned && mentioned != subject.Mentioned) return mentioned ? "for what mentions the robot" : "for what does not mention the robot";
        return null;
    }

    private static string? NotAny(string? value) => value == RouteRule.Any ? null : value;

    private static int Bit(object? condition, int bit) => condition is null ? 0 : 1 << bit;
}
