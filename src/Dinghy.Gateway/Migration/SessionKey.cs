using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Dialects;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Migration;

/// <summary>Whose talk a session is.</summary>
/// <param name="Conversation">The memory's name; null: it can not be carried.</param>
/// <param name="Why">Then, why not.</param>
internal sealed record SessionOwner(string? Conversation, string Why)
{
    /// <summary>The group by its name in small letters: its memory waits until it is heard. Null: everything is known.</summary>
    public string? Awaited { get; init; }
}

/// <summary>Reads the keys of sessions as our conversations.</summary>
/// <param name="accounts">Ours; of a key that names none, or the usual one, it is the first.</param>
/// <param name="agents">Ours, but the default: a talk of any other is the default's.</param>
/// <param name="known">Ids as they are written in the configuration: both programs write keys in small letters, and ids know the difference.</param>
/// <param name="shared">Where the session of all private chats goes; null: nowhere.</param>
internal sealed class SessionKey(IReadOnlyList<string> accounts, IReadOnlyCollection<string> agents, IReadOnlyCollection<string> known, string? shared)
{
    /// <summary>Of an openConversationId: far more, and never without a capital.</summary>
    private const int ShortestId = 16;

    private readonly string _account = accounts.Count > 0 ? accounts[0] : "main";

    /// <param name="key"><c>agent:main:dingtalk:direct:user001</c>, <c>agent:main:dingtalk:branch:group:cid…</c>, or PicoClaw's oldest, <c>dingtalk:cid…</c>.</param>
    /// <param name="written">Addresses beside the session as they were written.</param>
    public SessionOwner Read(string key, IEnumerable<string> written)
    {
        var owner = Owner(key, [.. written, .. known]);
        var agent = key.Split(':') is ["agent", var id, ..] ? agents.FirstOrDefault(one => string.Equals(one, id, StringComparison.OrdinalIgnoreCase)) : null;
        return owner.Conversation is null ? owner : owner with { Conversation = ConversationKey.MemoryOf(owner.Conversation, agent ?? AgentConfig.DefaultId) };
    }

    private SessionOwner Owner(string key, IReadOnlyList<string> written)
    {
        var parts = key.Split(':');
        var at = parts is ["agent", _, ..] ? 2 : 0;
        if (parts.Length > at && parts[at] == "main") return new(shared, SharedSession.OthersWouldRead);
        if (key.Replace(':', '_').StartsWith(PicoClawMeta.Hashed, StringComparison.OrdinalIgnoreCase)) return new(null, "its key is a hash, and neither scope nor aliases beside it say whose it is");
        if (parts.Length <= at || !ChannelDialects.Names(parts[at])) return new(null, "not of DingTalk");
        var rest = parts[(at + 1)..];
        var account = _account;
        if (rest.Length >= 3 && IsKind(rest[1]))
        {
            if (accounts.FirstOrDefault(id => string.Equals(id, rest[0], StringComparison.OrdinalIgnoreCase)) is { } named) account = named;
            else if (!string.Equals(rest[0], "default", StringComparison.OrdinalIgnoreCase)) return new(null, $"of the account {rest[0]}, which is not carried");
            rest = rest[1..];
        }

        if (rest is [var kind, _, ..] && IsKind(kind))
        {
            var id = AsWritten(string.Join(':', rest[1..]), written);
            return kind is "direct" or "dm" ? Person(account, id) : OfGroup(account, id, written);
        }

        var chat = AsWritten(string.Join(':', rest), written);
        return chat.StartsWith("cid", StringComparison.Ordinal) ? OfGroup(account, chat, written) : Person(account, chat);
    }

    private static SessionOwner Person(string account, string id)
    {
        if (id.StartsWith("dingtalk:", StringComparison.OrdinalIgnoreCase)) id = id["dingtalk:".Length..];
        return id.Length == 0 ? new(null, "names nobody")
            : IsChat(id) ? new(null, "names a private chat by its conversation, and nothing beside it says whose it is")
            : new(ConversationKey.OfPerson(account, id), "");
    }

    /// <summary>An id of small letters only that nothing else writes was made small by the other program: only the group itself can say its name.</summary>
    private static SessionOwner OfGroup(string account, string id, IReadOnlyList<string> written)
    {
        var conversation = ConversationKey.OfGroup(account, id);
        return IsChat(id) && !id.Any(char.IsAsciiLetterUpper) && !written.Any(address => address.EndsWith(id, StringComparison.Ordinal))
            ? new(conversation, "") { Awaited = conversation } : new(conversation, "");
    }

    private static bool IsKind(string word) => word is "direct" or "dm" or "group" or "channel";

    private static bool IsChat(string id) => id.Length >= ShortestId && id.StartsWith("cid", StringComparison.Ordinal);

    private static string AsWritten(string id, IEnumerable<string> written) =>
        written.Where(address => address.EndsWith(id, StringComparison.OrdinalIgnoreCase) && (address.Length == id.Length || address[^(id.Length + 1)] == ':'))
            .Select(address => address[^id.Length..]).FirstOrDefault() ?? id;
}
