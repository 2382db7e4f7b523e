namespace Dinghy.Gateway.Configuration;

/// <summary>The environment as a tree to lay over the file's, and the key pair, which finds its account later.</summary>
/// <param name="Tree">From <c>DINGHY__…</c> and <c>PICOCLAW_CHANNELS_DINGTALK_…</c>, with the schema's keys.</param>
/// <param name="ClientId">From <c>DINGTALK_CLIENT_ID</c> and its other names; null when none is set.</param>
/// <param name="ClientSecret">Likewise.</param>
internal sealed record EnvironmentLayer(MapNode Tree, ConfigNode? ClientId, ConfigNode? ClientSecret)
{
    internal const string Exact = "DINGHY__";
    internal const string PicoClaw = "PICOCLAW_CHANNELS_DINGTALK_";
    private const int MaxLevels = 16;

    internal static readonly string[] IdVariables = ["DINGTALK_CLIENT_ID", "DINGTALK_APP_KEY", PicoClaw + "CLIENT_ID"];
    internal static readonly string[] SecretVariables = ["DINGTALK_CLIENT_SECRET", "DINGTALK_APP_SECRET", PicoClaw + "CLIENT_SECRET"];

    public static EnvironmentLayer Read(ConfigSource source, ConfigReport report)
    {
        var pass = new SpellingPass(report);
        var tree = new MapNode("", Exact, []);
        // Sorted, so that faults come in the same order every day.
        foreach (var name in source.VariableNames.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (PathOf(name, report) is not { } path || source.Environment(name) is not { Length: > 0 } value)
                continue;
            var branch = Prune(pass.Apply(Branch(path, name, value)));
            ReportClashes(tree, branch, report);
            tree = tree.Under(branch);
        }

        return new(tree, Pair(source, IdVariables, "client_id", report), Pair(source, SecretVariables, "client_secret", report));
    }

    /// <summary>Whether some variable may give a robot its keys.</summary>
    public static bool HasKeys(ConfigSource source) =>
        IdVariables.Concat(SecretVariables).Any(name => source.Environment(name) is { Length: > 0 } || source.Environment(name + "_FILE") is { Length: > 0 })
        || source.VariableNames.Any(name => name.StartsWith(Exact + "channels__dingtalk__", StringComparison.OrdinalIgnoreCase) && s_ends.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase)));

    private static readonly string[] s_ends = ["CLIENT_ID", "CLIENT_SECRET", "APP_KEY", "APP_SECRET", "_FILE"];

    private static string[]? PathOf(string name, ConfigReport report)
    {
        if (name.StartsWith(PicoClaw, StringComparison.Ordinal))
            return IsPair(name) ? null : ["channels", "dingtalk", .. Segments(name[PicoClaw.Length..], Robot)];
        if (!name.StartsWith(Exact, StringComparison.Ordinal))
            return null;
        var path = name[Exact.Length..].Split("__");
        if (path.Length <= MaxLevels && path.All(part => part.Length > 0))
            return path;
        report.Warn(name, "a variable that names no key", "DINGHY__level__level__key");
        return null;
    }

    private static ConfigShape Robot => ConfigSchema.Shape.Keys["channels"].Keys["dingtalk"];

    private static bool IsPair(string name)
    {
        var plain = name.EndsWith("_FILE", StringComparison.Ordinal) ? name[..^5] : name;
        return IdVariables.Contains(plain, StringComparer.Ordinal) || SecretVariables.Contains(plain, StringComparer.Ordinal);
    }

    // GROUP_TRIGGER_MENTION_ONLY: one underscore is both a level and a letter of a name, so the schema has to tell.
    private static string[] Segments(string name, ConfigShape shape)
    {
        var folded = name.ToLowerInvariant();
        foreach (var (key, child) in shape.Keys.OrderByDescending(pair => pair.Key.Length))
        {
            if (child.Keys.Count > 0 && folded.StartsWith(key + "_", StringComparison.Ordinal) && !shape.Keys.ContainsKey(folded))
                return [key, .. Segments(name[(key.Length + 1)..], child)];
        }

        return [folded];
    }

    private static MapNode Branch(string[] path, string variable, string value)
    {
        ConfigNode node = new ScalarNode(string.Join('.', path), variable, ScalarKind.Text, value);
        for (var level = path.Length - 1; level >= 0; level--)
            node = new MapNode(string.Join('.', path[..level]), variable, [new(path[level], node)]);
        return (MapNode)node;
    }

    // A branch of which nothing was known must not look like a channel that someone wrote.
    private static MapNode Prune(MapNode map) => map with
    {
        Entries = [.. map.Entries.Select(entry => entry.Value is MapNode inner ? new(entry.Key, Prune(inner)) : entry)
            .Where(entry => entry.Value is not MapNode { Entries.Count: 0 })],
    };

    private static void ReportClashes(MapNode below, MapNode above, ConfigReport report)
    {
        foreach (var (key, value) in above.Entries)
        {
            if (below.Find(key) is not { } present)
                continue;
            if (present is MapNode low && value is MapNode high)
                ReportClashes(low, high, report);
            else if (!present.SameAs(value))
                SpellingPass.ReportTwice(present, value, report);
        }
    }

    private static ConfigNode? Pair(ConfigSource source, string[] variables, string key, ConfigReport report)
    {
        ConfigNode? first = null;
        foreach (var variable in variables)
        {
            foreach (var name in (string[])[variable, variable + "_FILE"])
            {
                if (source.Environment(name) is not { Length: > 0 } value)
                    continue;
                var path = $"channels.dingtalk.{key}";
                var leaf = new ScalarNode(path, name, ScalarKind.Text, value);
                ConfigNode node = name == variable ? leaf : new MapNode(path, name, [new("file", leaf)]);
                if (first is not null && !first.SameAs(node))
                    SpellingPass.ReportTwice(first, node, report);
                first ??= node;
            }
        }

        return first;
    }
}
