namespace Dinghy.Gateway.Configuration;

internal enum ShapeKind { Object, Map, Text, Choice, Whole, Flag, Duration, Address, Ids, Texts, Objects, Number, Secrets, Credential, Secret }

/// <summary>What may stand at one place of the configuration, as the schema says.</summary>
internal sealed class ConfigShape
{
    /// <summary><c>robot.reply.style</c>: by definition, so that a channel and its accounts share names.</summary>
    public required string Name { get; init; }

    public required ShapeKind Kind { get; init; }

    /// <summary>An object's keys in snake_case.</summary>
    public Dictionary<string, ConfigShape> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>Other folded spellings and the key they stand for.</summary>
    public Dictionary<string, string> Aliases { get; } = new(StringComparer.Ordinal);

    /// <summary>A map's values, a list's entries.</summary>
    public ConfigShape? Each { get; init; }

    /// <summary>Another program's spelling: rewritten before anything reads it.</summary>
    public bool Dialect { get; init; }

    /// <summary>Whole numbers as they are; durations in seconds.</summary>
    public long Min { get; init; } = long.MinValue;

    public long Max { get; init; } = long.MaxValue;

    /// <summary>Characters of a text, entries of a map.</summary>
    public int MaxLength { get; init; } = 4096;

    /// <summary>Ids that are digits are often written as numbers.</summary>
    public bool TakesNumbers { get; init; }

    /// <summary>A text that can also be switched on and off.</summary>
    public bool TakesFlags { get; init; }

    public IReadOnlyList<string> Choices { get; init; } = [];

    public bool IsCredential => Kind is ShapeKind.Credential or ShapeKind.Secret;

    /// <summary>The key in snake_case for one as written; null when it is none of ours.</summary>
    public string? Resolve(string written)
    {
        if (Keys.ContainsKey(written))
            return written;
        var folded = KeySpelling.Fold(written);
        return Keys.ContainsKey(folded) ? folded : Aliases.GetValueOrDefault(folded);
    }

    /// <summary>Where a key stands below here, for one that was written at the wrong level; null when nowhere.</summary>
    public string? PlaceOf(string key, string path = "")
    {
        foreach (var (name, child) in Keys.Where(pair => !pair.Value.Dialect))
        {
            var place = ConfigReport.Join(path, name);
            if (name == key || Aliases.GetValueOrDefault(key) == name)
                return place;
            if (child.PlaceOf(key, place) is { } deeper)
                return deeper;
        }

        return Each?.PlaceOf(key, path + ".*");
    }

    /// <summary>What would do, in words, for a fault's hint.</summary>
    public string Wanted => Kind switch
    {
        ShapeKind.Object or ShapeKind.Map => "an object",
        ShapeKind.Choice when Choices.Count == 1 => $"\"{Choices[0]}\"",
        ShapeKind.Choice => $"one of {string.Join(", ", Choices)}",
        ShapeKind.Whole => $"a whole number from {Min} to {Max}",
        ShapeKind.Flag => "true or false",
        ShapeKind.Duration => $"a duration such as \"90s\" or \"24h\" (ms, s, m, h, d; a bare number is seconds) from {Min} s to {Max} s",
        ShapeKind.Address => "an address that starts with https:// or http://, without user, ? and #",
        ShapeKind.Ids => "a list of staff ids",
        ShapeKind.Texts => "a list of texts",
        ShapeKind.Objects => $"a list of at most {MaxLength} objects",
        ShapeKind.Number => $"a number from {Min} to {Max}",
        ShapeKind.Secrets => "a list of texts, ${VARIABLE} or {\"file\": \"path\"}",
        ShapeKind.Credential or ShapeKind.Secret => "a text, ${VARIABLE} or {\"file\": \"path\"}",
        _ when TakesFlags => $"true, false or a text of at most {MaxLength} characters",
        _ => $"a text of at most {MaxLength} characters",
    };
}
