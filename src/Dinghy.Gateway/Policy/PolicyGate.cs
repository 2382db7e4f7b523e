using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Policy;

/// <summary>Who may talk. Pure: no clock, no store, no network, so a refused message has no other effect.</summary>
internal static class PolicyGate
{
    /// <summary>In this order; the first refusal stands.</summary>
    private static readonly Func<Inbound, string?>[] s_rules =
        [OwnEcho, Outsiders, DirectMessages, Groups, GroupTriggers, Webhooks, Quota, EmptyTexts];

    public static Verdict Check(Inbound inbound)
    {
        foreach (var rule in s_rules)
            if (rule(inbound) is { } reason) return Verdict.No(reason);
        return Verdict.Yes;
    }

    private static string? OwnEcho(Inbound inbound) =>
        inbound.Message.ChatbotUserId is { Length: > 0 } bot && bot == inbound.Message.SenderId ? Reasons.OwnEcho : null;

    private static string? Outsiders(Inbound inbound)
    {
        if (inbound.Account.AllowExternal) return null;
        var home = inbound.Account.CorpId ?? inbound.Message.ChatbotCorpId;
        if (home is not null && inbound.Message.SenderCorpId is { } corp && corp != home) return Reasons.External;
        // An outsider has no staff id; neither has anybody before the app's version is published.
        return inbound.Message.Sender is null ? Reasons.NoStaffId : null;
    }

    private static string? DirectMessages(Inbound inbound) =>
        inbound.Message.Kind != ConversationKind.Private ? null : inbound.Account.DmPolicy switch
        {
            AccessPolicy.Disabled => Reasons.DirectDisabled,
            AccessPolicy.Allowlist when !Lists(inbound.Account.AllowFrom, inbound.Message) => Reasons.NotAllowed,
            _ => null,
        };

    private static string? Groups(Inbound inbound) =>
        inbound.Message.Kind != ConversationKind.Group ? null : inbound.Account.GroupPolicy switch
        {
            AccessPolicy.Disabled => Reasons.GroupDisabled,
            AccessPolicy.Allowlist when !Lists(inbound.Account.GroupAllowFrom, inbound.Message) => Reasons.NotAllowed,
            _ => null,
        };

    private static string? GroupTriggers(Inbound inbound)
    {
        if (inbound.Message.Kind != ConversationKind.Group || inbound.Message.IsInAtList) return null;
        var trigger = inbound.Account.GroupTrigger;
        if (trigger.MentionOnly) return Reasons.NotMentioned;
        return trigger.Prefixes.Count > 0 && Question.PrefixOf(inbound.Message, inbound.Account) is null ? Reasons.NoPrefix : null;
    }

    /// <summary>An answer goes to DingTalk's hosts or to the endpoints the operator configured, nowhere else.</summary>
    private static string? Webhooks(Inbound inbound) =>
        inbound.Message.Webhook is { } webhook && !webhook.IsOf(inbound.Account.Endpoints) ? Reasons.ForeignWebhook : null;

    private static string? Quota(Inbound inbound) => inbound.Message.ErrorCode is { Length: > 0 } ? Reasons.OverQuota : null;

    private static string? EmptyTexts(Inbound inbound) =>
        !Question.IsMoreThanWords(inbound.Message) && Question.TextOf(inbound.Message, inbound.Account) is { } text && string.IsNullOrWhiteSpace(text) ? Reasons.EmptyText : null;

    private static bool Lists(IReadOnlySet<string> allowed, RobotMessage message) =>
        allowed.Contains("*") || (message.Sender is { } staff && allowed.Contains(staff.Value)) || allowed.Contains(message.SenderId);
}
