namespace Dinghy.Gateway.Configuration.Dialects;

/// <summary>
/// OpenClaw's <c>bindings</c> and PicoClaw's <c>agents.dispatch.rules</c>, rewritten to entries of <c>routing</c>.
/// </summary>
internal sealed class RoutingDialects(MapNode root, ConfigReport report)
{
    private static readonly string[] s_direct = ["direct", "dm", "user", "private"];

    private readonly List<ConfigNode> _rules = [];

    public static MapNode Translate(MapNode root, ConfigReport report) => new RoutingDialects(root, report).Translate();

    private MapNode Translate()
    {
        var own = Find(root, "routing");
        if (own is ListNode written) _rules.AddRange(written.Items);
        var defaultAgent = LiftDefaultAgent();
        var agents = Find(root, "agents") as MapNode;
        var bindings = Items(Find(root, "bindings"));
        foreach (var binding in bindings) Add(binding, "match", FromBinding);
        var dispatch = Items(Find(Find(agents, "dispatch"), "rules"));
        foreach (var rule in dispatch) Add(rule, "when", FromDispatch);
        if (dispatch.Count > 1)
            report.Note($"{dispatch[0].Path[..^3]}: PicoClaw takes the first rule that fits, Dinghy the most specific one; among equals the first.");

        var result = Without(root, "bindings");
        if (agents is not null)
            result = Replace(result, "agents", Without(agents, "dispatch"));
        if (own is ListNode list || (own is null && _rules.Count > 0))
            result = Replace(result, "routing", (own as ListNode ?? new ListNode("routing", null, [])) with { Items = _rules });
        return defaultAgent is null || Find(result, "default_agent") is not null ? result : result.With("default_agent", defaultAgent);
    }

    /// <summary>An entry that holds nothing else: how some mend the block of OpenClaw's HTTP-mode page.</summary>
    private ConfigNode? LiftDefaultAgent()
    {
        var at = _rules.FindIndex(rule => rule is MapNode { Entries: [var only] } && KeySpelling.Fold(only.Key) == "default_agent");
        if (at < 0) return null;
        var lifted = ((MapNode)_rules[at]).Entries[0].Value;
        _rules.RemoveAt(at);
        return lifted;
    }

    private void Add(ConfigNode rule, string conditions, Func<MapNode, MapNode, List<MapEntry>?> translate)
    {
        if (rule is not MapNode map)
        {
            report.FaultHidden(rule, "an object");
            return;
        }

        var agent = Find(map, "agent_id") ?? Find(map, "agent");
        var when = Find(map, conditions) as MapNode ?? MapNode.Empty(map.Path);
        if (translate(map, when) is not { } entries) return;
        // A rule for everyone is meant there, and said here.
        if (entries.Count == 0) entries.Add(new("account", Text(map, RouteRule.Any)));
        if (agent is not null) entries.Add(new("agent", Usual(agent)));
        _rules.Add(map with { Entries = entries });
    }

    /// <summary>Both programs have an agent main without saying so; here it is the default.</summary>
    private ConfigNode Usual(ConfigNode agent) =>
        Word(agent) is { } word && string.Equals(word, "main", StringComparison.OrdinalIgnoreCase)
        && !Items(Find(Find(root, "agents"), "list")).Any(one => string.Equals(Word(Find(one, "id")), word, StringComparison.OrdinalIgnoreCase))
            ? Text(agent, AgentConfig.DefaultId) : agent;

    private List<MapEntry>? FromBinding(MapNode binding, MapNode match)
    {
        if (!IsOurs(binding, match) || Never(binding, match, "guild_id", "team_id")) return null;
        var entries = new List<MapEntry>();
        AddText(entries, "account", Find(match, "account_id"));
        if (Find(match, "peer") is MapNode peer) AddPeer(entries, Word(Find(peer, "kind")), Find(peer, "id"), personInDm: true);
        return entries;
    }

    private List<MapEntry>? FromDispatch(MapNode rule, MapNode when)
    {
        if (!IsOurs(rule, when) || Never(rule, when, "space", "topic")) return null;
        var entries = new List<MapEntry>();
        AddText(entries, "account", Find(when, "account"));
        if (Find(when, "mentioned") is { } mentioned) entries.Add(new("mentioned", mentioned));
        if (Find(when, "chat") is ScalarNode chat)
        {
            var (kind, id) = Split(chat);
            AddPeer(entries, kind, id, personInDm: false);
        }

        if (Find(when, "sender") is ScalarNode sender) AddText(entries, "staff_id", Split(sender).Id);
        return entries;
    }

    /// <param name="entries">Grows.</param>
    /// <param name="kind">In either's words; null: any.</param>
    /// <param name="id">Whose; <c>*</c>: everyone of that kind.</param>
    /// <param name="personInDm">OpenClaw names a private chat by its person, PicoClaw by its conversation.</param>
    private static void AddPeer(List<MapEntry> entries, string? kind, ConfigNode? id, bool personInDm)
    {
        var direct = kind is not null && s_direct.Contains(kind, StringComparer.OrdinalIgnoreCase);
        if (kind is not null && id is not null) entries.Add(new("kind", Text(id, direct ? "dm" : "group")));
        if (Word(id) != RouteRule.Any) AddText(entries, direct && personInDm ? "staff_id" : "conversation", id);
    }

    /// <summary>Another chat system's rule is kept and not used.</summary>
    private bool IsOurs(MapNode rule, MapNode when)
    {
        var channel = Word(Find(when, "channel"));
        if (channel is null || channel.Contains("dingtalk", StringComparison.OrdinalIgnoreCase)) return true;
        report.Warn(rule.Path, $"a rule for {ConfigReport.Quote(channel)}", "kept and not used: Dinghy speaks DingTalk");
        return false;
    }

    private bool Never(MapNode rule, MapNode when, params string[] keys)
    {
        if (keys.FirstOrDefault(key => Word(Find(when, key)) is not null) is not { } found) return false;
        report.Warn(rule.Path, $"a rule by {found}", "not used: DingTalk has no such thing, so it never fits");
        return true;
    }

    /// <summary><c>group:cid…</c>, <c>direct:u1</c>, <c>dingtalk:u1</c>, or the id alone. DingTalk's own ids may hold colons, but never begin with such a word.</summary>
    private static (string? Kind, ScalarNode Id) Split(ScalarNode text)
    {
        var at = text.Text.IndexOf(':', StringComparison.Ordinal);
        if (at <= 0 || !text.Text.AsSpan(0, at).ContainsAnyInRange('a', 'z')) return (null, text);
        var word = text.Text[..at].ToLowerInvariant();
        var rest = text with { Text = text.Text[(at + 1)..] };
        return word switch
        {
            "dingtalk" => Split(rest),
            "group" or "channel" => ("group", rest),
            _ when s_direct.Contains(word) => ("dm", rest),
            _ => (null, text),
        };
    }

    private static void AddText(List<MapEntry> entries, string key, ConfigNode? value)
    {
        if (Word(value) is not null) entries.Add(new(key, value!));
    }

    private static ScalarNode Text(ConfigNode place, string text) => new(place.Path, place.Variable, ScalarKind.Text, text);

    private static string? Word(ConfigNode? node) => node is ScalarNode { Kind: not ScalarKind.Null, Text: var text } && text.Trim() is { Length: > 0 } word ? word : null;

    private static IReadOnlyList<ConfigNode> Items(ConfigNode? node) => (node as ListNode)?.Items ?? [];

    private static ConfigNode? Find(ConfigNode? node, string key) => (node as MapNode)?.Entries.FirstOrDefault(entry => KeySpelling.Fold(entry.Key) == key)?.Value;

    private static MapNode Without(MapNode map, string key) => map with { Entries = [.. map.Entries.Where(entry => KeySpelling.Fold(entry.Key) != key)] };

    private static MapNode Replace(MapNode map, string key, ConfigNode value) =>
        Find(map, key) is null ? map.With(key, value) : map with { Entries = [.. map.Entries.Select(entry => KeySpelling.Fold(entry.Key) == key ? new MapEntry(entry.Key, value) : entry)] };
}
