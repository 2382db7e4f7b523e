using Dinghy.Gateway.Configuration.Files;

namespace Dinghy.Gateway.Configuration;

/// <summary>JSON, with all that JSON5 allows, from any bytes: a tree, or faults with their line and column.</summary>
internal static class JsonConfigFile
{
    internal const int MaxBytes = ConfigText.MaxBytes;

    internal const int MaxDepth = ConfigText.MaxDepth;

    /// <param name="bytes">The file's.</param>
    /// <param name="file">For faults of the whole file.</param>
    /// <param name="prefix">Stands before every path: <c>channels.yaml:</c> for a file that is read beside the main one.</param>
    /// <param name="report">Takes the faults.</param>
    public static MapNode? Parse(byte[] bytes, string file, string prefix, ConfigReport report)
    {
        if (ConfigText.Read(bytes, file, "write {} or remove the file", report) is not { } text || ParseSyntax(text, file, report) is not { } syntax)
            return null;
        var root = Convert(syntax, prefix, null, report);
        if (root is MapNode map)
            return map;
        if (root is not null)
            report.FaultHidden(root with { Path = file }, "an object: { \"channels\": … }");
        return null;
    }

    /// <summary>With every value's place, for edits; null after a fault.</summary>
    public static SyntaxNode? ParseSyntax(string text, string file, ConfigReport report)
    {
        try
        {
            return Json5Parser.Parse(text, MaxDepth);
        }
        catch (SyntaxException fault) when (fault.TooDeep)
        {
            report.Fault(file, $"deep nesting at {ConfigText.Position(text, fault.At)}", $"at most {MaxDepth} levels");
        }
        catch (SyntaxException fault)
        {
            report.Fault(file, $"no JSON at {ConfigText.Position(text, fault.At)}", "a comma, quote or bracket is missing or too much there or just before");
        }

        return null;
    }

    /// <summary>A value given in a variable; null when it is no JSON.</summary>
    public static ConfigNode? ParseValue(string text, string path, string? variable, ConfigReport report)
    {
        try
        {
            return Convert(Json5Parser.Parse(text, MaxDepth), path, variable, report);
        }
        catch (SyntaxException)
        {
            return null;
        }
    }

    // Null means that a fault was reported and the value is left out.
    private static ConfigNode? Convert(SyntaxNode syntax, string path, string? variable, ConfigReport report)
    {
        switch (syntax)
        {
            case SyntaxObject map:
                return ConvertObject(map, path, variable, report);
            case SyntaxList list:
                var items = new List<ConfigNode>(list.Items.Count);
                foreach (var item in list.Items)
                {
                    var converted = item is SyntaxScalar entry && ConfigText.IsWhole(entry.Text)
                        ? new ScalarNode(path, variable, entry.Kind, entry.Text) { Position = items.Count }
                        : Convert(item, $"{path}[{items.Count}]", variable, report);
                    if (converted is { } node)
                        items.Add(node);
                    else
                        break; // One fault a list is enough: the rest of a hostile one would be the same.
                }

                return new ListNode(path, variable, items);
            default:
                var scalar = (SyntaxScalar)syntax;
                if (ConfigText.IsWhole(scalar.Text))
                    return new ScalarNode(path, variable, scalar.Kind, scalar.Text);
                report.Fault(path, "half of a surrogate pair", "a text of whole characters");
                return null;
        }
    }

    private static MapNode ConvertObject(SyntaxObject map, string path, string? variable, ConfigReport report)
    {
        var entries = new OrderedDictionary<string, ConfigNode>(map.Members.Count, StringComparer.Ordinal);
        foreach (var (name, _, value) in map.Members)
        {
            if (!ConfigText.IsWhole(name))
            {
                report.Fault(path.Length == 0 ? "(top level)" : path, "a key with half of a surrogate pair", "keys of whole characters");
                continue;
            }

            var place = ConfigReport.Join(path, name);
            if (Convert(value, place, variable, report) is { } node && !entries.TryAdd(name, node))
                report.Fault(place, "the key twice", "write it once");
        }

        return new(path, variable, MapNode.Listed(entries));
    }
}
