namespace Dinghy.Gateway.Configuration.Dialects;

/// <summary>Variables that OpenClaw keeps beside and in its configuration: its <c>.env</c>, then <c>env.vars</c>. The environment itself comes before both.</summary>
internal static class HostVariables
{
    public const string File = ".env";

    /// <summary>The name of a file that is read with the variables beside it.</summary>
    public const string Config = "openclaw.json";

    private const int MaxLines = 1000;

    /// <param name="text">Of its <c>.env</c>; null: there is none.</param>
    /// <param name="config">As it is written.</param>
    public static IReadOnlyDictionary<string, string> Read(string? text, MapNode? config)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in (text ?? "").TrimStart('\uFEFF').Split('\n').Take(MaxLines))
            if (Variable(line) is var (name, value)) variables[name] = value;
        var env = new FoldedMap(config).Map("env");
        // Beside vars, too, names stand in capitals.
        foreach (var entry in env is null ? [] : env.Entries.Where(entry => IsName(entry.Key)).Concat(new FoldedMap(env).Map("vars")?.Entries ?? []))
            if (entry.Value is ScalarNode { Kind: ScalarKind.Text } value && value.Text.Length > 0) variables.TryAdd(entry.Key, value.Text);
        return variables;
    }

    /// <summary>The configuration without the block that was read as variables.</summary>
    public static MapNode Without(MapNode config) => new FoldedMap(config).Without("env");

    private static (string Name, string Value)? Variable(string line)
    {
        line = line.Trim();
        if (line.StartsWith("export ", StringComparison.Ordinal)) line = line[7..];
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        return equals <= 0 || line[0] == '#' ? null : (line[..equals].Trim(), line[(equals + 1)..].Trim().Trim('"', '\''));
    }

    private static bool IsName(string key) => key.Length > 0 && char.IsAsciiLetterUpper(key[0]) && key.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_');
}
