using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Dinghy.Gateway.Configuration.Files;

/// <summary>
/// YAML from any bytes, into the tree that JSON makes. From the library's events, not its object tree: depth and the
/// unfolding of aliases have to be bounded while reading, or a file of a few lines fills the memory.
/// </summary>
internal sealed class YamlConfigFile
{
    /// <summary>Values, with those that aliases repeat.</summary>
    internal const int MaxNodes = 200_000;

    private readonly string _file;
    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private readonly ConfigReport _report;
    private readonly Dictionary<string, ConfigNode> _anchors = new(StringComparer.Ordinal);
    private int _nodes;
    private int _depth;

    private YamlConfigFile(string text, string file, ConfigReport report) =>
        (_file, _report, _parser) = (file, report, new Parser(_scanner = new Scanner(new StringReader(text), skipComments: true)));

    /// <param name="bytes">The file's.</param>
    /// <param name="file">For faults of the whole file.</param>
    /// <param name="prefix">Stands before every path: <c>channels.yaml:</c> for a file that is read beside the main one.</param>
    /// <param name="report">Takes the faults.</param>
    public static MapNode? Parse(byte[] bytes, string file, string prefix, ConfigReport report)
    {
        if (ConfigText.Read(bytes, file, "write a key or remove the file", report) is not { } text)
            return null;
        return ParseText(text, file, prefix, report);
    }

    public static MapNode? ParseText(string text, string file, string prefix, ConfigReport report)
    {
        (text, var mended) = RoutingYamlRepair.Apply(text, file);
        if (mended is not null) report.Warn(mended.Path, mended.Found, mended.Hint);
        var reader = new YamlConfigFile(text, file, report);
        try
        {
            return reader.Document(prefix);
        }
        catch (BoundException)
        {
            // Told where it was met.
        }
#pragma warning disable CA1031 // The library's scanner meets some broken texts with exceptions of other kinds than its own.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            var at = fault is YamlException { Start: { Index: > 0 } start } ? start : reader._scanner.CurrentPosition;
            report.Fault(file, $"no YAML at {At(at)}", "an indent, colon, quote or bracket is off there or just before; tabs do not indent");
        }

        return null;
    }

    private MapNode? Document(string prefix)
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
        {
            _report.Fault(_file, "an empty file", "write a key or remove the file");
            return null;
        }

        var root = Value(prefix);
        _parser.Consume<DocumentEnd>();
        if (!_parser.TryConsume<StreamEnd>(out _))
            _report.Fault(_file, "several documents (---)", "one document a file");
        if (root is MapNode map)
            return map;
        _report.FaultHidden(root with { Path = _file }, "keys: channels: …");
        return null;
    }

    private ConfigNode Value(string path)
    {
        Bound(_parser.Current!.Start);
        if (_parser.TryConsume<AnchorAlias>(out var alias))
            return Repeat(_anchors.GetValueOrDefault(alias.Value.Value), path, alias.Start);
        var anchor = _parser.Current is NodeEvent { Anchor: { IsEmpty: false } name } ? name.Value : null;
        ConfigNode node = _parser.Current switch
        {
            MappingStart => Map(path),
            SequenceStart => List(path),
            _ => Scalar(_parser.Consume<Scalar>(), path),
        };
        if (anchor is not null)
            _anchors[anchor] = node;
        return node;
    }

    private MapNode Map(string path)
    {
        Deeper(_parser.Consume<MappingStart>().Start);
        var entries = new OrderedDictionary<string, ConfigNode>(StringComparer.Ordinal);
        var merged = MapNode.Empty(path);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
                throw Wrong(_parser.Current!.Start, "a key that is no text", "keys are single words");
            var place = ConfigReport.Join(path, key.Value);
            var value = Value(place);
            if (key is { Value: "<<", IsQuotedImplicit: false } && value is MapNode below)
                merged = merged.Under(below);
            else if (!entries.TryAdd(key.Value, value))
                _report.Fault(place, "the key twice", "write it once");
        }

        _depth--;
        return merged.Under(new(path, null, MapNode.Listed(entries))) with { Path = path };
    }

    private ListNode List(string path)
    {
        Deeper(_parser.Consume<SequenceStart>().Start);
        var items = new List<ConfigNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(_parser.Current is Scalar { Anchor.IsEmpty: true } ? Entry(path, items.Count) : Value($"{path}[{items.Count}]"));
        _depth--;
        return new(path, null, items);
    }

    private ScalarNode Entry(string path, int position)
    {
        Bound(_parser.Current!.Start);
        return Scalar(_parser.Consume<Scalar>(), path, position);
    }

    private ScalarNode Scalar(Scalar scalar, string path, int position = -1)
    {
        if (!ConfigText.IsWhole(scalar.Value))
            throw Wrong(scalar.Start, "half of a surrogate pair", "a text of whole characters");
        var kind = scalar.Style == ScalarStyle.Plain && scalar.IsPlainImplicit ? YamlScalars.Kind(scalar.Value) : ScalarKind.Text;
        var text = kind switch
        {
            ScalarKind.Null => "null",
            ScalarKind.Flag => scalar.Value.ToLowerInvariant(),
            _ => scalar.Value,
        };
        return new(path, null, kind, text) { Position = position };
    }

    // Places are those of the alias, so that a fault is looked for where it has effect.
    private ConfigNode Repeat(ConfigNode? node, string path, Mark at)
    {
        Bound(at);
        return node switch
        {
            null => throw Wrong(at, "an alias to nothing", "define its anchor (&name) above"),
            MapNode map => new MapNode(path, null, [.. map.Entries.Select(entry => new MapEntry(entry.Key, Repeat(entry.Value, ConfigReport.Join(path, entry.Key), at)))]),
            ListNode list => new ListNode(path, null, [.. list.Items.Select((item, i) => Repeat(item, $"{path}[{i}]", at))]),
            _ => node with { Path = path },
        };
    }

    private void Bound(Mark at)
    {
        if (++_nodes > MaxNodes)
            throw Wrong(at, $"more than {MaxNodes} values with those that aliases repeat", "fewer aliases");
    }

    private void Deeper(Mark at)
    {
        if (++_depth > ConfigText.MaxDepth)
            throw Wrong(at, "deep nesting", $"at most {ConfigText.MaxDepth} levels");
    }

    private BoundException Wrong(Mark at, string found, string hint)
    {
        _report.Fault(_file, $"{found} at {At(at)}", hint);
        return new();
    }

    private static string At(Mark at) => $"line {at.Line}, column {at.Column}";

    private sealed class BoundException : Exception;
}
