using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Policy;

/// <summary>What holds in one group: the robot's rules, and over them the group's own.</summary>
internal readonly record struct GroupRules(AccessPolicy Policy, IReadOnlySet<string> AllowFrom, bool MentionOnly, IReadOnlyList<string> Prefixes, string? Agent)
{
    private const string EveryOther = "*";

    public static GroupRules Of(AccountConfig account, ConversationId conversation)
    {
        var trigger = account.GroupTrigger;
        if (Find(account.Groups, conversation) is not { } own)
            return new(account.GroupPolicy, account.GroupAllowFrom, trigger.MentionOnly, trigger.Prefixes, Agent: null);
        return new(
            own.Enabled ? own.Policy ?? account.GroupPolicy : AccessPolicy.Disabled,
            own.AllowFrom ?? account.GroupAllowFrom,
            // As for the robot itself: prefixes alone are meant to be looked at.
            own.MentionOnly ?? (own.Prefixes is { Count: > 0 } ? false : trigger.MentionOnly),
            own.Prefixes ?? trigger.Prefixes,
            own.Agent);
    }

    private static GroupConfig? Find(IReadOnlyDictionary<string, GroupConfig> groups, ConversationId conversation) =>
        groups.GetValueOrDefault(conversation.Value) ?? groups.GetValueOrDefault(EveryOther);
}
