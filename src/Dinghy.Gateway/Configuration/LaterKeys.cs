namespace Dinghy.Gateway.Configuration;

/// <summary>
/// What the design has and this version has not. A key here is answered "known, but not used", never "unknown".
/// When an issue builds one, its line leaves this table and enters the schema.
/// </summary>
internal static class LaterKeys
{
    /// <summary>The key by its shape's name → what this version does anyway, as JSON: writing just that is no news.</summary>
    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        ["robot.proxy"] = "null",
        ["robot.ca_file"] = "null",
        ["robot.group_user_isolation"] = "false",
        ["robot.default_account"] = "null",
        ["robot.typing"] = "null",
        ["robot.placeholder"] = "null",
        ["robot.streaming"] = "null",
        ["models.mode"] = "null",
        ["provider.auth_header"] = "null",
        ["provider.timeout_seconds"] = "null",
        ["provider.models.*.name"] = "null",
        ["provider.models.*.reasoning"] = "null",
        ["provider.models.*.compat"] = "null",
        ["provider.models.*.prices.cache_write"] = "0",
        ["storage"] = "null",
        ["gateway.auth"] = "null",
        ["gateway.bind"] = "\"loopback\"",
        ["gateway.mode"] = "\"local\"",
        ["gateway.hot_reload"] = "true",
        ["gateway.log_level"] = "null",
        ["gateway.reload"] = "null",
        ["hooks"] = "null",
        ["skills"] = "null",
        ["plugins"] = "null",
    };

    public static int Count => Keys.Count;

    public static bool Knows(ConfigShape shape, string written) => Keys.ContainsKey(NameOf(shape, KeySpelling.Fold(written)));

    /// <summary>Every later key that stands directly in this shape, for the nearest-name search.</summary>
    public static IEnumerable<string> In(ConfigShape shape)
    {
        var prefix = NameOf(shape, "");
        return Keys.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && !key.AsSpan(prefix.Length).Contains('.'))
            .Select(key => key[prefix.Length..]);
    }

    /// <summary>True when the value changes nothing: empty, switched off, or what this version does anyway.</summary>
    public static bool SaysNothing(ConfigShape shape, string written, ConfigNode value) => value switch
    {
        ScalarNode { Kind: ScalarKind.Null } or ScalarNode { Text: "" } or ListNode { Items.Count: 0 } => true,
        MapNode map => map.Find("enabled") is ScalarNode { Text: "false" } || map.IsPartOf(AsMap(Silent(shape, written))),
        _ => Silent(shape, written).SameAs(value),
    };

    private static ConfigNode Silent(ConfigShape shape, string written) =>
        JsonConfigFile.ParseValue(Keys[NameOf(shape, KeySpelling.Fold(written))], "", null, new())!;

    private static MapNode AsMap(ConfigNode node) => node as MapNode ?? MapNode.Empty("");

    private static string NameOf(ConfigShape shape, string key) => shape.Name.Length == 0 ? key : $"{shape.Name}.{key}";
}
