using System.Text;
using System.Text.Json;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Cli.Reference;

/// <summary>Every key of the configuration as one page of markdown, made from the schema: <c>docs/config-reference.md</c>.</summary>
internal static class ReferencePage
{
    private const string Robot = "#/$defs/robot";

    /// <summary>Of the schema's own words; what has none stays English, and a test does not let that be.</summary>
    internal static IReadOnlyDictionary<string, string> Chinese { get; } = Load();

    private sealed record Row(string Path, JsonElement Key, bool Deprecated);

    public static string Of(Language language)
    {
        using var schema = JsonDocument.Parse(ConfigSchema.Text);
        var zh = language == Language.Chinese;
        var rows = Rows(schema.RootElement);
        var text = new StringBuilder(zh
            ? "# 全部配置键\n\n[English](config-reference.md)\n\n由配置的 JSON Schema 生成（`dinghy config reference --lang zh`），不要手工修改。怎样写、怎样叠加、各键怎样配合，见[配置说明](configuration.zh-CN.md)。`<name>` 是自取的名字，`[]` 是列表的每一项；`channels.dingtalk.accounts.<name>` 下可以写 `channels.dingtalk` 的任何键。\n"
            : "# All configuration keys\n\n[中文](config-reference.zh-CN.md)\n\nMade from the configuration's JSON Schema (`dinghy config reference`); not to be edited by hand. How it is written, what goes before what and how keys work together: [configuration](configuration.md). `<name>` is a name of your choice, `[]` each entry of a list; under `channels.dingtalk.accounts.<name>` may stand any key of `channels.dingtalk`.\n");
        foreach (var section in rows.Where(row => !row.Deprecated).GroupBy(row => SectionOf(row.Path), StringComparer.Ordinal))
        {
            text.Append($"\n## `{section.Key}`\n\n").Append(zh ? "| 键 | 类型 | 默认值 | 含义 |\n" : "| key | type | default | meaning |\n").Append("| --- | --- | --- | --- |\n");
            foreach (var row in section) text.Append($"| `{row.Path}` | {TypeOf(row.Key, schema.RootElement, zh)} | {DefaultOf(row.Key)} | {Cell(Said(row.Key, zh))} |\n");
        }

        text.Append(zh ? "\n## 其他程序的写法\n\n照读，等于另一个键。\n\n| 键 | 含义 |\n| --- | --- |\n" : "\n## Other programs' spellings\n\nRead as they are, for another key.\n\n| key | meaning |\n| --- | --- |\n");
        foreach (var row in rows.Where(row => row.Deprecated)) text.Append($"| `{row.Path}` | {Cell(Said(row.Key, zh))} |\n");
        return text.ToString();
    }

    /// <summary>Every description that the page shows.</summary>
    internal static IEnumerable<string> Descriptions()
    {
        using var schema = JsonDocument.Parse(ConfigSchema.Text);
        return [.. Rows(schema.RootElement).Select(row => row.Key.GetProperty("description").GetString()!)];
    }

    private static List<Row> Rows(JsonElement root)
    {
        var rows = new List<Row>();
        Below(root, "", root, rows, []);
        return rows;
    }

    private static void Below(JsonElement node, string path, JsonElement root, List<Row> rows, HashSet<string> inside)
    {
        foreach (var (name, key) in Properties(node, root))
        {
            var place = path.Length == 0 ? name : $"{path}.{name}";
            var deprecated = key.TryGetProperty("deprecated", out _);
            rows.Add(new(place, key, deprecated));
            if (deprecated) continue;
            Into(key, place);
        }

        void Into(JsonElement key, string place)
        {
            if (Reference(key) is { } named && named != Robot && !inside.Add(named)) return;
            Below(key, place, root, rows, inside);
            foreach (var (member, suffix) in new[] { ("additionalProperties", ".<name>"), ("items", "[]") })
                if (Resolved(key, root).TryGetProperty(member, out var each) && each.ValueKind == JsonValueKind.Object && Reference(each) != Robot) Into(each, place + suffix);
            if (Reference(key) is { } left) inside.Remove(left);
        }
    }

    /// <summary>Those of what it refers to, then its own.</summary>
    private static IEnumerable<(string Name, JsonElement Key)> Properties(JsonElement node, JsonElement root)
    {
        foreach (var part in Reference(node) is null ? [node] : new[] { Resolved(node, root), node })
            if (part.TryGetProperty("properties", out var properties))
                foreach (var property in properties.EnumerateObject()) yield return (property.Name, property.Value);
    }

    private static string? Reference(JsonElement node) => node.TryGetProperty("$ref", out var named) ? named.GetString() : null;

    private static JsonElement Resolved(JsonElement node, JsonElement root) => Reference(node) is { } named ? root.GetProperty("$defs").GetProperty(named["#/$defs/".Length..]) : node;

    private static string SectionOf(string path) => path.StartsWith("channels.dingtalk", StringComparison.Ordinal) ? "channels.dingtalk" : path.Split('.', '[')[0];

    private static string TypeOf(JsonElement key, JsonElement root, bool zh)
    {
        if (key.TryGetProperty("enum", out var choices)) return string.Join(zh ? "、" : ", ", choices.EnumerateArray().Select(one => $"`{one}`"));
        var node = key.TryGetProperty("type", out _) ? key : Resolved(key, root);
        if (!node.TryGetProperty("type", out var type)) return "";
        var names = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!) : [type.GetString()!];
        var words = string.Join(zh ? "或" : " or ", names.Select(name => (name, zh) switch
        {
            ("string", true) => "文本",
            ("string", false) => "text",
            ("integer", true) => "整数",
            ("integer", false) => "whole number",
            ("number", true) => "数",
            ("boolean", _) => "true/false",
            ("array", true) => "列表",
            ("array", false) => "list",
            ("object", true) => "对象",
            _ => name,
        }).Distinct(StringComparer.Ordinal));
        var (least, most) = (Bound(node, "minimum"), Bound(node, "maximum"));
        return (least, most) switch
        {
            (null, null) => words,
            (not null, not null) => zh ? $"{words}，{least} 到 {most}" : $"{words}, {least} to {most}",
            (not null, null) => zh ? $"{words}，至少 {least}" : $"{words}, at least {least}",
            _ => zh ? $"{words}，至多 {most}" : $"{words}, at most {most}",
        };
    }

    private static string? Bound(JsonElement node, string name) => node.TryGetProperty(name, out var bound) ? bound.ToString() : null;

    private static string DefaultOf(JsonElement key) => key.TryGetProperty("default", out var value) ? $"`{Cell(value.GetRawText())}`" : "";

    private static string Said(JsonElement key, bool zh)
    {
        var words = key.GetProperty("description").GetString()!;
        return zh ? Chinese.GetValueOrDefault(words, words) : words;
    }

    private static string Cell(string text) => text.Replace("\\|", "|", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace('\n', ' ');

    private static Dictionary<string, string> Load()
    {
        using var stream = typeof(ReferencePage).Assembly.GetManifestResourceStream("reference.zh.json")!;
        using var words = JsonDocument.Parse(stream);
        return words.RootElement.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!, StringComparer.Ordinal);
    }
}
