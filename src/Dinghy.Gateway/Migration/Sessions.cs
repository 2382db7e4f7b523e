using System.Globalization;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Migration;

/// <summary>A conversation's memory.</summary>
internal sealed record CarriedSession(string Conversation, IReadOnlyList<HistoryEntry> Entries);

/// <summary>Reads the talks of both programs: a line of JSON a message, in files or in a database. What tools did is left behind, as our memory holds words.</summary>
/// <param name="accounts">Ours.</param>
/// <param name="agents">Ours, but the default.</param>
/// <param name="shared">The conversation of the session that all private chats shared; null: it is left.</param>
/// <param name="known">Ids of groups as the configuration writes them: keys are in small letters, and DingTalk knows the difference.</param>
/// <param name="left">Told what is left behind, and why.</param>
internal sealed class Sessions(IReadOnlyList<string> accounts, IReadOnlyList<string> agents, string? shared, IReadOnlyCollection<string> known, Action<string> left)
{
    private const int MaxFiles = 5_000;

    /// <summary>Newest first fall out; our own memory sends fewer than this to a model.</summary>
    private const int MaxEntries = 500;

    private readonly string _account = accounts.Count > 0 ? accounts[0] : "main";

    /// <summary>PicoClaw: <c>name.jsonl</c> with <c>name.meta.json</c> { key, skip, summary, updated_at }; today's keys are hashes, and <c>aliases</c> and <c>scope</c> say whose.</summary>
    public IEnumerable<CarriedSession> PicoClaw(string folder)
    {
        foreach (var older in OldFile.In(folder, "*.json").Where(file => !file.EndsWith(".meta.json", StringComparison.Ordinal)))
            left($"session {Path.GetFileName(older)}: a form of PicoClaw's first days");
        foreach (var file in Files(folder, "*.jsonl"))
        {
            var meta = Json(Path.ChangeExtension(file, ".meta.json"));
            var written = Text(meta, "key") ?? Path.GetFileNameWithoutExtension(file).Replace('_', ':');
            var scope = meta?.Find("scope") as MapNode;
            var keys = new[] { written }.Concat(Texts(meta?.Find("aliases"))).Append(KeyOf(scope)).OfType<string>();
            // The first that names somebody; else what the first of DingTalk's says of why not.
            var key = keys.FirstOrDefault(one => Read(one, Addresses(scope)).Conversation is not null) ?? keys.FirstOrDefault(one => one.Contains(":dingtalk", StringComparison.OrdinalIgnoreCase)) ?? written;
            var at = Time(meta?.Find("updated_at")) ?? new DateTimeOffset(File.GetLastWriteTimeUtc(file));
            var skip = int.TryParse(Text(meta, "skip"), out var count) ? count : 0;
            var summary = Text(meta, "summary") is { } told && !string.IsNullOrWhiteSpace(told) ? [new HistoryEntry("", HistoryRole.Assistant, told, at)] : Array.Empty<HistoryEntry>();
            var lines = summary.Concat(Lines(file).Skip(skip).Select(line => Entry(line, line, at)).OfType<HistoryEntry>());
            if (Carry(key, Addresses(scope), Path.GetFileName(file), lines) is { } session) yield return session;
        }
    }

    /// <summary>Null: the scope is not of DingTalk, or names no chat.</summary>
    private static string? KeyOf(MapNode? scope)
    {
        if (!string.Equals(Text(scope, "channel"), "dingtalk", StringComparison.OrdinalIgnoreCase)) return null;
        var values = scope!.Find("values") as MapNode;
        var chat = Text(values, "chat") ?? (Text(values, "sender") is { } sender ? $"direct:{sender}" : null);
        var account = Text(scope, "account") is { } named ? $"{named}:" : "";
        return chat is null ? null : $"agent:{Text(scope, "agent_id") ?? "main"}:dingtalk:{account}{chat}";
    }

    private static IEnumerable<string> Texts(ConfigNode? list) => (list as ListNode)?.Items.OfType<ScalarNode>().Select(item => item.Text) ?? [];

    /// <summary>OpenClaw: an agent's database, and for what is not in it the files of before.</summary>
    /// <param name="agent">The agent's folder.</param>
    public IEnumerable<CarriedSession> OpenClaw(string agent)
    {
        using var database = OpenClawDatabase.Open(agent, left);
        var newer = database?.Sessions ?? [];
        foreach (var (key, id, entry, updated) in newer)
        {
            var events = database!.Events(id);
            if (events.Count(one => one is null) is > 0 and var packed) left($"session {key}: {packed} event(s) that are stored compressed");
            if (Carry(key, Addresses(entry), id, Messages(events.OfType<MapNode>(), updated)) is { } carried) yield return carried;
        }

        foreach (var carried in OpenClawFiles(Path.Join(agent, "sessions"), [.. newer.Select(session => session.Key)])) yield return carried;
    }

    /// <summary><c>sessions.json</c> from keys to ids, and <c>id.jsonl</c>.</summary>
    private IEnumerable<CarriedSession> OpenClawFiles(string folder, HashSet<string> known)
    {
        var index = Json(Path.Join(folder, "sessions.json"));
        foreach (var (key, value) in (index?.Entries ?? []).Where(entry => !known.Contains(entry.Key)).Take(MaxFiles))
        {
            var session = value as MapNode;
            // Only a name beside the index: what it says of files elsewhere is not followed.
            var file = Path.Join(folder, Path.GetFileName(Text(session, "sessionFile") ?? (Text(session, "sessionId") ?? "") + ".jsonl"));
            if (!File.Exists(file))
            {
                left($"session {key}: its file is not there");
                continue;
            }

            var updated = Time(session!.Find("updatedAt")) ?? new DateTimeOffset(File.GetLastWriteTimeUtc(file));
            if (Carry(key, Addresses(session), Path.GetFileName(file), Messages(Lines(file), updated)) is { } carried) yield return carried;
        }
    }

    private static IEnumerable<HistoryEntry> Messages(IEnumerable<MapNode> lines, DateTimeOffset otherwise) =>
        lines.Where(line => Text(line, "type") == "message" && line.Find("message") is MapNode)
            .Select(line => Entry((MapNode)line.Find("message")!, line, otherwise)).OfType<HistoryEntry>();

    private (string? Conversation, string Why) Read(string key, IEnumerable<string> addresses) => SessionKey.Read(key, addresses.Concat(known), _account, accounts, agents, shared);

    private CarriedSession? Carry(string key, IEnumerable<string> addresses, string file, IEnumerable<HistoryEntry> lines)
    {
        var (conversation, why) = Read(key, addresses);
        if (conversation is null)
        {
            left($"session {key}: {why}");
            return null;
        }

        try
        {
            var entries = lines.TakeLast(MaxEntries).Select(entry => entry with { Conversation = conversation }).ToList();
            return entries.Count == 0 ? null : new(conversation, entries);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            left($"session {key}: {file} can not be read");
            return null;
        }
    }

    private static HistoryEntry? Entry(MapNode message, MapNode line, DateTimeOffset otherwise)
    {
        var role = Text(message, "role") switch { "user" => HistoryRole.Person, "assistant" => HistoryRole.Assistant, _ => (HistoryRole?)null };
        var text = message.Find("content") switch
        {
            ScalarNode { Kind: ScalarKind.Text } words => words.Text,
            ListNode parts => string.Join('\n', parts.Items.OfType<MapNode>().Where(part => Text(part, "type") == "text").Select(part => Text(part, "text"))),
            _ => "",
        };
        if (role is not { } who || string.IsNullOrWhiteSpace(text)) return null;
        return new("", who, text, Time(line.Find("timestamp")) ?? Time(message.Find("timestamp")) ?? Time(message.Find("created_at")) ?? otherwise);
    }

    private static IEnumerable<string> Addresses(MapNode? session)
    {
        foreach (var (key, value) in session?.Entries ?? [])
        {
            if (value is ScalarNode { Kind: ScalarKind.Text } text) yield return text.Text;
            else if (value is MapNode && key is "deliveryContext" or "origin" or "values")
                foreach (var address in Addresses((MapNode)value)) yield return address;
        }
    }

    private IEnumerable<string> Files(string folder, string pattern)
    {
        var files = OldFile.In(folder, pattern).Take(MaxFiles + 1).ToList();
        if (files.Count > MaxFiles) left($"more than {MaxFiles} sessions in {folder}: the rest");
        return files.Take(MaxFiles);
    }

    private IEnumerable<MapNode> Lines(string file) => (OldFile.Text(file, left) ?? "").Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0)
        // A line that a crash cut is no message.
        .Select(line => JsonConfigFile.ParseValue(line, "", null, new()) as MapNode ?? MapNode.Empty(""));

    private MapNode? Json(string file) => OldFile.Text(file, left) is { Length: > 0 } text ? JsonConfigFile.ParseValue(text, "", null, new()) as MapNode : null;

    private static string? Text(MapNode? map, string key) => map?.Find(key) is ScalarNode { Kind: not ScalarKind.Null, Text: var text } ? text : null;

    // RFC 3339, or milliseconds since 1970.
    private static DateTimeOffset? Time(ConfigNode? node) => node switch
    {
        ScalarNode { Kind: ScalarKind.Number, Text: var digits } when long.TryParse(digits, CultureInfo.InvariantCulture, out var ms) && ms is > 0 and < 253_402_300_799_999 => DateTimeOffset.FromUnixTimeMilliseconds(ms),
        ScalarNode { Kind: ScalarKind.Text, Text: var text } when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year > 2000 => at,
        _ => null,
    };
}
