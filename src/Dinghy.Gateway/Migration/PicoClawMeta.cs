using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Dialects;

namespace Dinghy.Gateway.Migration;

/// <summary>What stands beside a session of PicoClaw: its keys of today are hashes, and <c>scope</c> and <c>aliases</c> say whose it is.</summary>
internal static class PicoClawMeta
{
    internal const string Hashed = "sk_v1_";

    /// <summary>A key that says whose the session is; the written one where nothing else does.</summary>
    /// <param name="meta">The whole file; null: there is none.</param>
    /// <param name="written">Its key, or the file's name.</param>
    public static string KeyOf(MapNode? meta, string written)
    {
        if (!written.StartsWith(Hashed, StringComparison.OrdinalIgnoreCase)) return written;
        var aliases = (meta?.Find("aliases") as ListNode)?.Items.OfType<ScalarNode>().Select(item => item.Text.Split(':')).Where(parts => parts is ["agent", _, _, ..]).ToList() ?? [];
        var ours = aliases.Where(parts => parts.Length >= 5 && ChannelDialects.Names(parts[2])).ToList();
        var person = ours.Where(parts => parts[3] == "direct").Select(IdOf);
        if (meta?.Find("scope") is not MapNode said)
        {
            // Every session has its agent's main one among its aliases.
            var group = ours.Where(parts => parts[3] is "group" or "channel").Select(IdOf).FirstOrDefault();
            return group is not null ? Key(ours[0][1], "group", group) : person.FirstOrDefault() is { } one ? Key(ours[0][1], "direct", one) : aliases is [[_, var agent, "main"]] ? $"agent:{agent}:main" : written;
        }

        var scope = new FoldedMap(said);
        var of = scope.Text("agent_id") ?? "main";
        if (scope.Text("channel") is not { } channel || !ChannelDialects.Names(channel)) return $"agent:{of}:{scope.Text("channel") ?? "unknown"}";
        var values = new FoldedMap(scope.Map("values"));
        var (chat, sender) = (values.Text("chat"), values.Text("sender"));
        if (chat is not null && chat.Split(':') is [not "direct", ..]) return Key(of, "group", chat[(chat.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        // A private chat is named by its conversation there and by its person here; the aliases name both.
        person = person.Where(id => chat != $"direct:{id}").Concat(new[] { sender, chat is null ? null : chat[Math.Min(chat.Length, "direct:".Length)..] }.OfType<string>());
        // Of no chat and nobody: all of the channel share it.
        return chat is null && sender is null ? $"agent:{of}:main" : Key(of, "direct", person.First());
    }

    private static string Key(string agent, string kind, string id) => $"agent:{agent}:dingtalk:{kind}:{id}";

    private static string IdOf(string[] parts) => string.Join(':', parts[4..]);
}
