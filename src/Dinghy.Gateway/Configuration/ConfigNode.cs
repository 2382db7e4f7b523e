namespace Dinghy.Gateway.Configuration;

internal enum ScalarKind { Text, Number, Flag, Null }

/// <summary>
/// One value and where it was written. A tree of its own rather than <c>JsonNode</c>: places survive when accounts inherit,
/// one node may stand in two trees, and other formats than JSON can make the same tree.
/// </summary>
/// <param name="Path">As written: <c>channels.dingtalk.clientId</c>.</param>
/// <param name="Variable">The environment variable that gave it; null for the file.</param>
internal abstract record ConfigNode(string Path, string? Variable)
{
    private readonly string _path = Path;
    private readonly int _position = -1;

    /// <summary>Of an entry of a list, put together when somebody asks: a list may have thousands, and hardly ever is one asked for.</summary>
    public string Path
    {
        get => _position < 0 ? _path : $"{_path}[{_position}]";
        init => (_path, _position) = (value, -1);
    }

    /// <summary>Its place in the list whose path was given.</summary>
    public int Position { init => _position = value; }

    /// <summary>Each entry changed; the list itself where none is.</summary>
    public static IReadOnlyList<ConfigNode> Each(IReadOnlyList<ConfigNode> items, Func<ConfigNode, ConfigNode> change)
    {
        List<ConfigNode>? changed = null;
        for (var i = 0; i < items.Count; i++)
        {
            var next = change(items[i]);
            if (changed is null && !ReferenceEquals(next, items[i]))
                changed = [.. items.Take(i)];
            changed?.Add(next);
        }

        return changed ?? items;
    }

    /// <summary>The place only: a node may hold a secret.</summary>
    public sealed override string ToString() => Path;

    /// <summary>True when both say the same, wherever they stand.</summary>
    public bool SameAs(ConfigNode other) => (this, other) switch
    {
        (ScalarNode a, ScalarNode b) => a.Kind == b.Kind && a.Text == b.Text,
        (ListNode a, ListNode b) => a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(pair => pair.First.SameAs(pair.Second)),
        // Maps of hundreds of keys are never the same thing in two spellings.
        (MapNode { Entries.Count: <= 256 } a, MapNode b) => a.Entries.Count == b.Entries.Count && a.IsPartOf(b),
        _ => false,
    };
}

/// <summary>A text, a number (as its digits), <c>true</c>/<c>false</c> or <c>null</c>.</summary>
internal sealed record ScalarNode(string Path, string? Variable, ScalarKind Kind, string Text) : ConfigNode(Path, Variable);

internal sealed record ListNode(string Path, string? Variable, IReadOnlyList<ConfigNode> Items) : ConfigNode(Path, Variable);

internal sealed record MapEntry(string Key, ConfigNode Value);

/// <summary>Keys in the order written, each once.</summary>
internal sealed record MapNode(string Path, string? Variable, IReadOnlyList<MapEntry> Entries) : ConfigNode(Path, Variable)
{
    public static MapNode Empty(string path) => new(path, null, []);

    public ConfigNode? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key == key)
                return entry.Value;
        }

        return null;
    }

    public MapNode Without(string key) => this with { Entries = [.. Entries.Where(entry => entry.Key != key)] };

    public MapNode With(string key, ConfigNode value) =>
        Find(key) is null
            ? this with { Entries = [.. Entries, new(key, value)] }
            : this with { Entries = [.. Entries.Select(entry => entry.Key == key ? new(key, value) : entry)] };

    /// <summary>This map under another: objects merge key by key, anything else is replaced.</summary>
    public MapNode Under(MapNode above)
    {
        var merged = new OrderedDictionary<string, ConfigNode>(StringComparer.Ordinal);
        foreach (var entry in Entries)
            merged[entry.Key] = entry.Value;
        foreach (var (written, value) in above.Entries)
        {
            var key = merged.ContainsKey(written) ? written : KeyInAnyCase(written, above);
            merged[key] = merged.GetValueOrDefault(key) is MapNode low && value is MapNode high ? low.Under(high) : value;
        }

        return this with
        {
            Path = above.Variable is null && above.Path.Length > 0 ? above.Path : Path,
            Entries = Listed(merged),
        };
    }

    public bool IsPartOf(MapNode whole) =>
        Entries.All(entry => whole.Find(entry.Key) is { } other && entry.Value.SameAs(other));

    /// <summary>Entries in the order they were added.</summary>
    public static IReadOnlyList<MapEntry> Listed(OrderedDictionary<string, ConfigNode> entries)
    {
        var list = new List<MapEntry>(entries.Count);
        foreach (var (key, value) in entries)
            list.Add(new(key, value));
        return list;
    }

    // Variables are often written in capitals only, so DINGHY__MODELS__PROVIDERS__QWEN__… means the file's "qwen".
    private string KeyInAnyCase(string written, MapNode above)
    {
        if (above.Variable is null)
            return written;
        var alike = Entries.Where(entry => string.Equals(entry.Key, written, StringComparison.OrdinalIgnoreCase)).Take(2).ToList();
        return alike.Count == 1 ? alike[0].Key : written;
    }
}
