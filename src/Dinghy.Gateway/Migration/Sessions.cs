using System.Globalization;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Migration;

/// <summary>A conversation's memory.</summary>
/// <param name="Conversation">Its name; see <see cref="ConversationKey.MemoryOf"/>.</param>
/// <param name="Entries">Oldest first.</param>
/// <param name="Summary">Of what was said before; null: nothing.</param>
/// <param name="Awaited">See <see cref="SessionOwner.Awaited"/>.</param>
internal sealed record CarriedSession(string Conversation, IReadOnlyList<HistoryEntry> Entries, string? Summary = null, string? Awaited = null);

/// <summary>Reads the talks of both programs: a line of JSON a message, in files or in a database. What tools did is left behind, as our memory holds words.</summary>
/// <param name="keys">Whose they are.</param>
/// <param name="left">Told what is left behind, and why.</param>
internal sealed class Sessions(SessionKey keys, Action<string> left)
{
    private const int MaxFiles = 5_000;

    /// <summary>Newest first fall out; our own memory sends fewer than this to a model.</summary>
    private const int MaxEntries = 500;

    private const int MaxSummary = 20_000;

    /// <summary>
    /// PicoClaw: <c>name.jsonl</c> with <c>name.meta.json</c> { key, skip, summary, updated_at, scope, aliases };
    /// in its first days one <c>name.json</c> { key, messages, summary, updated }.
    /// </summary>
    public IEnumerable<CarriedSession> PicoClaw(string folder)
    {
        var files = OldFile.In(folder, "*.json*", left);
        foreach (var file in Some(folder, files, ".json").Where(file => !file.EndsWith(".meta.json", StringComparison.Ordinal)))
        {
            if (Json(file) is not { } old || old.Find("messages") is not ListNode messages)
            {
                left($"session {Path.GetFileName(file)}: it can not be read");
                continue;
            }

            var at = Time(old.Find("updated")) ?? new DateTimeOffset(File.GetLastWriteTimeUtc(file));
            var key = Text(old, "key") ?? Path.GetFileNameWithoutExtension(file).Replace('_', ':');
            if (Carry(key, [], Path.GetFileName(file), messages.Items.OfType<MapNode>().Select(line => Entry(line, line, at)).OfType<HistoryEntry>(), Text(old, "summary")) is { } session) yield return session;
        }

        foreach (var file in Some(folder, files, ".jsonl"))
        {
            var meta = Json(Path.ChangeExtension(file, ".meta.json"));
            var key = PicoClawMeta.KeyOf(meta, Text(meta, "key") ?? Path.GetFileNameWithoutExtension(file).Replace('_', ':'));
            var at = Time(meta?.Find("updated_at")) ?? new DateTimeOffset(File.GetLastWriteTimeUtc(file));
            var skip = int.TryParse(Text(meta, "skip"), out var count) ? count : 0;
            var lines = Lines(file).Skip(skip).Select(line => Entry(line, line, at)).OfType<HistoryEntry>();
            if (Carry(key, [], Path.GetFileName(file), lines, Text(meta, "summary")) is { } session) yield return session;
        }
    }

    /// <summary>OpenClaw: an agent's database, and for what is not in it the files of before.</summary>
    /// <param name="agent">The agent's folder.</param>
    public IEnumerable<CarriedSession> OpenClaw(string agent)
    {
        if (OldFile.IsLink(agent, left)) yield break;
        using var database = OpenClawDatabase.Open(agent, left);
        var newer = database?.Sessions ?? [];
        foreach (var (key, id, entry, updated) in newer)
        {
            var events = database!.Events(id);
            if (events.Count(one => one is null) is > 0 and var packed) left($"session {key}: {Plural.Of(packed, "event")} stored compressed");
            if (Carry(key, Addresses(entry), id, Messages(events.OfType<MapNode>(), updated)) is { } carried) yield return carried;
        }

        foreach (var carried in OpenClawFiles(Path.Join(agent, "sessions"), [.. newer.Select(session => session.Key)])) yield return carried;
    }

    /// <summary><c>sessions.json</c> from keys to ids, and <c>id.jsonl</c>.</summary>
    private IEnumerable<CarriedSession> OpenClawFiles(string folder, HashSet<string> known)
    {
        if (OldFile.IsLink(folder, left)) yield break;
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

    private CarriedSession? Carry(string key, IEnumerable<string> addresses, string file, IEnumerable<HistoryEntry> lines, string? summary = null)
    {
        var owner = keys.Read(key, addresses);
        if (owner.Conversation is not { } conversation)
        {
            left($"session {key}{(key.StartsWith("sk_", StringComparison.Ordinal) ? $" ({file})" : "")}: {owner.Why}");
            return null;
        }

        try
        {
            var entries = lines.TakeLast(MaxEntries).Select(entry => entry with { Conversation = conversation }).ToList();
            summary = string.IsNullOrWhiteSpace(summary) ? null : summary.Length <= MaxSummary ? summary : summary[..MaxSummary];
            return entries.Count == 0 && summary is null ? null : new(conversation, entries, summary, owner.Awaited);
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

    private IEnumerable<string> Some(string folder, IReadOnlyList<string> files, string ending)
    {
        var fitting = files.Where(file => file.EndsWith(ending, StringComparison.Ordinal)).ToList();
        // Beside each JSON of today lies what is said of it.
        if (fitting.Count > 2 * MaxFiles) left($"more than {2 * MaxFiles} sessions in {folder}: the rest");
        return fitting.Take(2 * MaxFiles);
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
