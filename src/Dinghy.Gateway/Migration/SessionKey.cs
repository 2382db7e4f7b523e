using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Migration;

/// <summary>Whose talk a session of another program is, as one of our conversations.</summary>
internal static class SessionKey
{
    private const string DingTalk = "dingtalk";

    /// <summary>Of an openConversationId: far more, and never without a capital.</summary>
    private const int ShortestId = 16;

    /// <param name="key"><c>agent:main:dingtalk:direct:user001</c>, <c>agent:main:dingtalk:branch:group:cid…</c>, or PicoClaw's oldest, <c>dingtalk:cid…</c>.</param>
    /// <param name="written">Addresses beside the session as they were written: OpenClaw writes its keys in small letters, and ids know the difference.</param>
    /// <param name="account">Of a key that names none.</param>
    /// <param name="accounts">Ours.</param>
    /// <param name="agents">Ours, but the default: a talk of any other is the default's.</param>
    /// <param name="shared">Where the session of all private chats goes; null: nowhere.</param>
    /// <returns>The conversation's memory, or null and why it can not be carried.</returns>
    public static (string? Conversation, string Why) Read(
        string key, IEnumerable<string> written, string account, IReadOnlyCollection<string> accounts, IReadOnlyCollection<string> agents, string? shared)
    {
        var (conversation, why) = Conversation(key, written, account, accounts, shared);
        var agent = key.Split(':') is ["agent", var id, ..] ? agents.FirstOrDefault(one => string.Equals(one, id, StringComparison.OrdinalIgnoreCase)) : null;
        return (conversation is null ? null : ConversationKey.MemoryOf(conversation, agent ?? AgentConfig.DefaultId), why);
    }

    private static (string? Conversation, string Why) Conversation(string key, IEnumerable<string> written, string account, IReadOnlyCollection<string> accounts, string? shared)
    {
        var parts = key.Split(':');
        var at = parts is ["agent", _, ..] ? 2 : 0;
        if (parts.Length > at && parts[at] == "main") return (shared, SharedSession.OthersWouldRead);
        if (parts.Length <= at || !string.Equals(parts[at], DingTalk, StringComparison.OrdinalIgnoreCase)) return (null, "not of DingTalk");
        var rest = parts[(at + 1)..];
        if (rest.Length >= 3 && rest[1] is "direct" or "dm" or "group" or "channel")
        {
            account = accounts.FirstOrDefault(id => string.Equals(id, rest[0], StringComparison.OrdinalIgnoreCase)) ?? rest[0];
            rest = rest[1..];
        }

        if (rest is [var kind, ..] && kind is "direct" or "dm" or "group" or "channel" && rest.Length > 1)
        {
            var id = AsWritten(string.Join(':', rest[1..]), written);
            return kind is "direct" or "dm" ? ($"{account}/dm/{id}", "") : Group(account, id, written);
        }

        var chat = AsWritten(string.Join(':', rest), written);
        return chat.StartsWith("cid", StringComparison.Ordinal) ? Group(account, chat, written) : chat.Length > 0 ? ($"{account}/dm/{chat}", "") : (null, "names nobody");
    }

    /// <summary>An id of small letters only that nothing else writes was made small by the other program: no group would ever find its memory.</summary>
    private static (string? Conversation, string Why) Group(string account, string id, IEnumerable<string> written) =>
        id.StartsWith("cid", StringComparison.Ordinal) && id.Length >= ShortestId && !id.Any(char.IsAsciiLetterUpper) && !written.Any(address => address.EndsWith(id, StringComparison.Ordinal))
            ? (null, "its group's id is kept in small letters, and DingTalk's ids know the difference; written with its id in groups or routing it would be carried")
            : ($"{account}/group/{id}", "");

    private static string AsWritten(string id, IEnumerable<string> written) =>
        written.Select(address => address[(address.LastIndexOf(':') + 1)..]).FirstOrDefault(one => string.Equals(one, id, StringComparison.OrdinalIgnoreCase)) ?? id;
}
