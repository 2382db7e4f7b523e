using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Policy;

/// <summary>Who may talk. Pure: no clock, no store, no network, so a refused message has no other effect.</summary>
internal static class PolicyGate
{
    /// <summary>In this order; the first refusal stands. Whose address is a stranger's comes before whoever might be told something by it.</summary>
    private static readonly Func<Inbound, Standing, string?>[] s_rules =
        [OwnEcho, OtherRobots, Webhooks, Outsiders, DirectMessages, Groups, GroupTriggers, Quota, EmptyTexts, PersonLimits];

    /// <summary>Of whom nothing is known but what the message says.</summary>
    public static Verdict Check(Inbound inbound) => Check(inbound, Standing.Unknown);

    public static Verdict Check(Inbound inbound, Standing standing)
    {
        if (inbound.Invited) return Verdict.Yes with { By = "asked by the gateway" };
        foreach (var rule in s_rules)
            if (rule(inbound, standing) is { } reason) return Verdict.No(reason);
        return Verdict.Yes with { By = Reason(inbound, standing) };
    }

    private static string? OwnEcho(Inbound inbound, Standing standing) =>
        inbound.Message.ChatbotUserId is { Length: > 0 } bot && bot == inbound.Message.SenderId ? Reasons.OwnEcho : null;

    /// <summary>Two robots that answer each other would never end.</summary>
    private static string? OtherRobots(Inbound inbound, Standing standing) => standing.IsRobot ? Reasons.OtherRobot : null;

    /// <summary>An answer goes to DingTalk's hosts or to the endpoints the operator configured, nowhere else.</summary>
    private static string? Webhooks(Inbound inbound, Standing standing) =>
        inbound.Message.Webhook is { } webhook && !webhook.IsOf(inbound.Account.Endpoints) ? Reasons.ForeignWebhook : null;

    private static string? Outsiders(Inbound inbound, Standing standing)
    {
        if (inbound.Account.AllowExternal) return null;
        var home = inbound.Account.CorpId ?? inbound.Message.ChatbotCorpId;
        if (home is not null && inbound.Message.SenderCorpId is { } corp && corp != home) return Reasons.External;
        // An outsider has no staff id; neither has anybody before the app's version is published.
        return inbound.Message.Sender is null ? Reasons.NoStaffId : null;
    }

    private static string? DirectMessages(Inbound inbound, Standing standing)
    {
        if (inbound.Message.Kind != ConversationKind.Private || standing.IsAwaited) return null;
        if (inbound.Account.DmPolicy == AccessPolicy.Disabled) return Reasons.DirectDisabled;
        if (inbound.Account.DmPolicy == AccessPolicy.Open || standing.IsOwner || Lists(inbound.Account.AllowFrom, inbound.Message)) return null;
        if (inbound.Account.DmPolicy == AccessPolicy.Allowlist) return Reasons.NotAllowed;
        return standing.IsPaired ? null : Reasons.NotPaired;
    }

    /// <summary>Approvals and owners count in private chats only: who was let in there was not let into groups.</summary>
    private static string? Groups(Inbound inbound, Standing standing)
    {
        if (inbound.Message.Kind != ConversationKind.Group) return null;
        var rules = GroupRules.Of(inbound.Account, inbound.Message.Conversation);
        return rules.Policy switch
        {
            AccessPolicy.Disabled => Reasons.GroupDisabled,
            AccessPolicy.Allowlist when !Lists(rules.AllowFrom, inbound.Message) => Reasons.NotAllowed,
            _ => null,
        };
    }

    private static string? GroupTriggers(Inbound inbound, Standing standing)
    {
        if (inbound.Message.Kind != ConversationKind.Group || inbound.Message.IsInAtList) return null;
        var rules = GroupRules.Of(inbound.Account, inbound.Message.Conversation);
        if (rules.MentionOnly) return Reasons.NotMentioned;
        return rules.Prefixes.Count > 0 && Question.PrefixOf(inbound.Message, inbound.Account) is null ? Reasons.NoPrefix : null;
    }

    private static string? Quota(Inbound inbound, Standing standing) => inbound.Message.ErrorCode is { Length: > 0 } ? Reasons.OverQuota : null;

    private static string? EmptyTexts(Inbound inbound, Standing standing) =>
        !Question.IsMoreThanWords(inbound.Message) && Question.TextOf(inbound.Message, inbound.Account) is { } text && string.IsNullOrWhiteSpace(text) ? Reasons.EmptyText : null;

    /// <summary>Last: what is refused for another reason is not counted.</summary>
    private static string? PersonLimits(Inbound inbound, Standing standing)
    {
        var limits = inbound.Account.PersonLimits;
        if (standing.IsOwner || standing.IsAwaited) return null;
        if (limits.PerDay > 0 && standing.SaidToday >= limits.PerDay) return Reasons.DailyLimit;
        return limits.PerMinute > 0 && standing.SaidThisMinute >= limits.PerMinute ? Reasons.TooFast : null;
    }

    /// <summary>Why a message that no rule refuses is let in. Constants: it is said of every message.</summary>
    private static string Reason(Inbound inbound, Standing standing)
    {
        if (inbound.Message.Kind == ConversationKind.Private)
            return standing.IsAwaited ? "answer to a question of the gateway"
                : inbound.Account.DmPolicy == AccessPolicy.Open ? "dm_policy: open"
                : standing.IsOwner ? "owner"
                : Lists(inbound.Account.AllowFrom, inbound.Message) ? "allow_from"
                : "pairing";
        var rules = GroupRules.Of(inbound.Account, inbound.Message.Conversation);
        return (rules.Policy == AccessPolicy.Allowlist, inbound.Message.IsInAtList, rules.Prefixes.Count > 0) switch
        {
            (true, true, _) => "group_allow_from, mentioned",
            (true, _, true) => "group_allow_from, prefix",
            (true, _, _) => "group_allow_from, mention_only: false",
            (_, true, _) => "group_policy: open, mentioned",
            (_, _, true) => "group_policy: open, prefix",
            _ => "group_policy: open, mention_only: false",
        };
    }

    private static bool Lists(IReadOnlySet<string> allowed, RobotMessage message) =>
        allowed.Contains("*") || (message.Sender is { } staff && allowed.Contains(staff.Value)) || allowed.Contains(message.SenderId);
}
