using Dinghy.Gateway.Configuration.Dialects;

namespace Dinghy.Gateway.Configuration;

/// <summary>Turns a tree in any dialect into one with the schema's keys only, each once; warns of what it leaves out.</summary>
/// <param name="report">Hears what is left out.</param>
/// <param name="keysElsewhere">A robot's keys come from the environment.</param>
internal sealed class SpellingPass(ConfigReport report, bool keysElsewhere = false)
{
    /// <summary>What is found where nothing is read.</summary>
    internal const string UnknownKey = "an unknown key";

    public MapNode Apply(MapNode root) => Apply([root]);

    /// <summary>Several files make one tree; what two of them say differently is a fault.</summary>
    public MapNode Apply(IReadOnlyList<MapNode> roots) => Rename(
        RoutingDialects.Translate(ModelDialects.Translate(ToolDialects.Translate(SessionDialects.Translate(HeartbeatDialects.Translate(OwnerDialects.Translate(ChannelDialects.Gather(roots, report, keysElsewhere), report))), report), report), report), ConfigSchema.Shape);

    private MapNode Rename(MapNode written, ConfigShape shape)
    {
        var robot = shape.Name == "robot";
        var entries = new OrderedDictionary<string, ConfigNode>(StringComparer.Ordinal);
        foreach (var (key, value) in robot ? RobotDialects.Lift(written, report) : written.Entries)
        {
            if (value is ScalarNode { Kind: ScalarKind.Null } || Known(written, shape, key, value) is not { } known)
                continue;
            var (name, found) = known;
            var node = shape.Kind == ShapeKind.Map ? Go(found, shape.Each!) : Go(found, shape.Keys[name]);
            if (!entries.TryAdd(name, node) && !entries[name].SameAs(node))
                ReportTwice(entries[name], node, report);
        }

        var map = written with { Entries = MapNode.Listed(entries) };
        return robot ? RobotDialects.Move(map, report) : map;
    }

    internal static void ReportTwice(ConfigNode first, ConfigNode second, ConfigReport report) =>
        report.Fault(second.Path, $"another value than {Place(first)}, in {Place(second)}", "one key in two spellings: keep one");

    private (string Name, ConfigNode Value)? Known(MapNode written, ConfigShape shape, string key, ConfigNode value)
    {
        if (shape.Kind == ShapeKind.Map)
            return (key, Place(value, written, key));
        if (shape.Resolve(key) is { } name)
            return (name, Place(value, written, name));
        if (SecretFile(shape, key, value) is { } secret)
            return (secret, FileReference(Place(value, written, secret)));
        if (!LaterKeys.Knows(shape, key))
            ReportUnknown(written, shape, key, value);
        else if (!LaterKeys.SaysNothing(shape, key, value))
            report.Warn(value.Path, "a key of a later version", "known, but not used by this version");
        return null;
    }

    private ConfigNode Go(ConfigNode value, ConfigShape shape)
    {
        if (value is ScalarNode { Kind: ScalarKind.Text, Variable: { } variable } text && TakesJson(shape) && LooksLikeJson(text.Text))
        {
            if (JsonConfigFile.ParseValue(text.Text, text.Path, variable, report) is { } parsed)
                value = parsed;
            else
                report.FaultHidden(value, $"{shape.Wanted}, as JSON");
        }

        return (value, shape.Kind) switch
        {
            (MapNode map, ShapeKind.Object or ShapeKind.Map) => Rename(map, shape),
            (ListNode list, ShapeKind.Objects) => list with { Items = [.. list.Items.Select(item => item is MapNode map ? Rename(map, shape.Each!) : item)] },
            _ => value,
        };
    }

    // Texts, numbers and flags read the same from a variable as from JSON; only these need its brackets understood.
    private static bool TakesJson(ConfigShape shape) => shape.Kind is ShapeKind.Object or ShapeKind.Map or ShapeKind.Ids or ShapeKind.Texts or ShapeKind.Objects or ShapeKind.Secrets;

    private static bool LooksLikeJson(string text) => text.AsSpan().TrimStart() is ['[' or '{', ..];

    private static string? SecretFile(ConfigShape shape, string key, ConfigNode value)
    {
        if (value.Variable is null || !key.EndsWith("_FILE", StringComparison.OrdinalIgnoreCase))
            return null;
        return shape.Resolve(key[..^5]) is { } name && shape.Keys[name].IsCredential ? name : null;
    }

    private static MapNode FileReference(ConfigNode path) => new(path.Path, path.Variable, [new("file", path)]);

    // What a variable gave is told by the schema's path; the variable's own name is told beside it.
    private static ConfigNode Place(ConfigNode value, MapNode parent, string name) =>
        value.Variable is null ? value : value with { Path = ConfigReport.Join(parent.Path, name) };

    private static string Place(ConfigNode node) => node.Variable ?? node.Path;

    private void ReportUnknown(MapNode written, ConfigShape shape, string key, ConfigNode value)
    {
        var names = shape.Keys.Where(pair => !pair.Value.Dialect).Select(pair => pair.Key).Concat(shape.Aliases.Keys).Concat(LaterKeys.In(shape));
        var hint = KeySpelling.Nearest(key, names) is { } nearest ? $"did you mean {nearest}?"
            : ConfigSchema.Shape.PlaceOf(KeySpelling.Fold(key)) is { } elsewhere ? $"it belongs at {elsewhere}"
            : "no such key; it is kept and not used";
        report.Warn(new ConfigFault(value.Path, value.Variable is { } variable ? $"{UnknownKey} (from {variable})" : UnknownKey, hint)
        {
            Rename = value.Variable is null ? MisspeltKeys.Meant(written, shape, key) : null,
        });
    }
}
