namespace Dinghy.Gateway.Configuration.Dialects;

/// <summary>An object in somebody's spelling, asked by names in snake_case. Null is an empty one.</summary>
internal readonly struct FoldedMap(MapNode? map)
{
    public IEnumerable<string> Keys => (map?.Entries ?? []).Select(entry => KeySpelling.Fold(entry.Key));

    public ConfigNode? Find(string key)
    {
        foreach (var entry in map?.Entries ?? [])
            if (KeySpelling.Fold(entry.Key) == key)
                return entry.Value;
        return null;
    }

    public MapNode? Map(string key) => Find(key) as MapNode;

    /// <summary>Without blanks around it; null when absent, empty or no text.</summary>
    public string? Text(string key) => (Find(key) as ScalarNode)?.Text.Trim() is { Length: > 0 } text && Find(key) is ScalarNode { Kind: not ScalarKind.Null } ? text : null;

    public MapNode Without(params string[] keys) =>
        map! with { Entries = [.. map.Entries.Where(entry => !keys.Contains(KeySpelling.Fold(entry.Key), StringComparer.Ordinal))] };
}
