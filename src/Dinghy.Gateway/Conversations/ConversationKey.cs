using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Conversations;

/// <summary>
/// Who shares order and memory: one person in private, one group, or what <c>session</c> says; always with whole ids and the name that its robot's things are kept under.
/// The last id stands as it is, those before it without a slash of their own: no two scopes or ids can ever spell one key.
/// </summary>
internal static class ConversationKey
{
    public static string Of(Inbound inbound) => Of(inbound.Account, inbound.Message, inbound.Keep);

    /// <param name="account">Says who shares.</param>
    /// <param name="message">Says who and where.</param>
    /// <param name="keep">See <see cref="Storage.Turn.Keep"/>; null: the account's name.</param>
    public static string Of(AccountConfig account, RobotMessage message, string? keep = null)
    {
        var (person, name) = (PersonKey.Of(message), keep ?? account.Id);
        if (message.Kind != ConversationKind.Group) return account.Session.Dm == DmScope.Main ? MainOf(name) : OfPerson(name, person);
        return account.Session.Group == GroupScope.Group
            ? OfGroup(name, message.Conversation.Value)
            : $"{Inner(name)}/group_user/{Inner(message.Conversation.Value)}/{person}";
    }

    /// <summary>All private chats with a robot share it. By the key, which a turn keeps: what the configuration says may have changed since.</summary>
    public static bool IsMain(string conversation, string account) => conversation == MainOf(account);

    /// <summary>Under which name a conversation's memory is kept: each agent remembers its own talk only. No id of DingTalk's holds a #.</summary>
    public static string MemoryOf(string conversation, string agent) => agent == AgentConfig.DefaultId ? conversation : $"{conversation}#{agent}";

    /// <summary>A private chat, where each has a memory of its own.</summary>
    public static string OfPerson(string account, string person) => $"{Inner(account)}/dm/{person}";

    /// <summary>A group, where all share one.</summary>
    public static string OfGroup(string account, string group) => $"{Inner(account)}/group/{group}";

    public static string MainOf(string account) => $"{Inner(account)}/main";

    /// <summary>Whether a memory is this person's alone, in private or in a group, with whichever agent.</summary>
    /// <param name="memory">See <see cref="MemoryOf"/>.</param>
    /// <param name="account">The name that the robot's things are kept under.</param>
    /// <param name="person">See <see cref="PersonKey"/>.</param>
    public static bool IsOwnOf(string memory, string account, string person)
    {
        var conversation = memory.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? memory[..at] : memory;
        if (conversation == OfPerson(account, person)) return true;
        var groups = $"{Inner(account)}/group_user/";
        return conversation.StartsWith(groups, StringComparison.Ordinal) && conversation.IndexOf('/', groups.Length) is > 0 and var end && conversation[(end + 1)..] == person;
    }

    /// <summary>A name as a key holds it: without a slash of its own.</summary>
    public static string Inner(string id) => id.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
