namespace Dinghy.Gateway.Configuration;

/// <summary>Keys that are a slip of one other key and of no second one.</summary>
internal static class MisspeltKeys
{
    private const int LeastLength = 4;

    /// <summary>So many letters more than the nearest key has the next one different, or a person has to say which was meant.</summary>
    private const int Clear = 2;

    /// <param name="written">The object it stands in.</param>
    /// <param name="shape">Of that object.</param>
    /// <param name="key">None of the shape's.</param>
    /// <returns>The key to write in its place, in the spelling of the other; null: it is not clear, or stands there already.</returns>
    public static string? Meant(MapNode written, ConfigShape shape, string key)
    {
        var folded = KeySpelling.Fold(key);
        if (shape.Kind != ShapeKind.Object || folded.Length < LeastLength) return null;
        var near = shape.Keys.Where(pair => !pair.Value.Dialect).Select(pair => (Written: pair.Key, Means: pair.Key))
            .Concat(shape.Aliases.Select(pair => (Written: pair.Key, Means: pair.Value)))
            .Concat(LaterKeys.In(shape).Select(later => (Written: later, Means: later)))
            .GroupBy(one => one.Means, StringComparer.Ordinal)
            .Select(group => (Key: group.Key, Distance: group.Min(one => KeySpelling.Distance(folded, one.Written))))
            .OrderBy(one => one.Distance).Take(2).ToList();
        if (near is not [var first, ..] || first.Distance > (folded.Length < 6 ? 1 : 2)) return null;
        if (near.Count > 1 && near[1].Distance < first.Distance + Clear) return null;
        if (!shape.Keys.ContainsKey(first.Key) || written.Entries.Any(entry => shape.Resolve(entry.Key) == first.Key)) return null;
        return IsCamel(key) && Camel(first.Key) is var camel && shape.Resolve(camel) == first.Key ? camel : first.Key;
    }

    private static bool IsCamel(string key) => !key.Contains('_', StringComparison.Ordinal) && char.IsAsciiLetterLower(key[0]) && key.Any(char.IsAsciiLetterUpper);

    private static string Camel(string key)
    {
        var words = key.Split('_');
        return words[0] + string.Concat(words.Skip(1).Where(word => word.Length > 0).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
