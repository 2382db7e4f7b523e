namespace Dinghy.Gateway.Configuration;

/// <summary>
/// OpenClaw's HTTP-mode page prints <c>routing:</c> as a list with <c>default_agent:</c> at the entries' indent, which no YAML reader takes.
/// What is meant is plain: the key belongs beside <c>routing</c>. Nothing else is touched.
/// </summary>
internal static class RoutingYamlRepair
{
    private const string Key = "default_agent:";

    /// <summary>For the text of a YAML file, before it is parsed.</summary>
    /// <param name="text">Whole.</param>
    /// <param name="file">Its name, for the warning.</param>
    /// <returns>The text as it may be parsed, its lines still at their numbers; and what to warn of, null where nothing was mended.</returns>
    public static (string Text, ConfigFault? Warning) Apply(string text, string file)
    {
        var lines = text.Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            if (!IsRouting(lines[at]) || Misplaced(lines, at) is not { } line) continue;
            lines[line] = new string(' ', IndentOf(lines[at])) + lines[line].TrimStart(' ');
            return (string.Join('\n', lines), new ConfigFault(
                $"{file}, line {line + 1}", "default_agent at the indent of routing's entries, which is no YAML",
                $"read as if it stood at the indent of routing, where it belongs:\n{Shown(lines, at, line)}"));
        }

        return (text, null);
    }

    private static bool IsRouting(string line) => WithoutComment(line) is "routing:";

    /// <summary>The line of the misplaced key: behind entries, at their dashes' indent, with a value.</summary>
    private static int? Misplaced(string[] lines, int routing)
    {
        int? dashes = null;
        for (var at = routing + 1; at < lines.Length; at++)
        {
            var said = WithoutComment(lines[at]);
            if (said.Length == 0) continue;
            var indent = IndentOf(lines[at]);
            if (indent <= IndentOf(lines[routing])) return null;
            if (dashes is null && !IsEntry(said)) return null;
            dashes ??= indent;
            if (indent == dashes && !IsEntry(said)) return said.StartsWith(Key, StringComparison.Ordinal) && said.Length > Key.Length ? at : null;
        }

        return null;
    }

    private static bool IsEntry(string said) => said is "-" || said.StartsWith("- ", StringComparison.Ordinal);

    private static string Shown(string[] lines, int from, int to) =>
        string.Join('\n', lines[from..(to + 1)].Select(line => "    " + line.TrimEnd()));

    private static int IndentOf(string line) => line.Length - line.TrimStart(' ').Length;

    /// <summary>Good enough for lines that begin with a key or a dash: a # behind a blank begins a comment.</summary>
    private static string WithoutComment(string line)
    {
        var said = line.Trim();
        if (said.StartsWith('#')) return "";
        var comment = said.IndexOf(" #", StringComparison.Ordinal);
        return comment < 0 ? said : said[..comment].TrimEnd();
    }
}
