namespace Dinghy.Gateway.Configuration;

/// <summary>A tool's name, in which <c>*</c> stands for any run of characters.</summary>
internal static class ToolPattern
{
    public static bool Fits(string pattern, string name)
    {
        var parts = pattern.Split('*');
        if (parts.Length == 1) return pattern == name;
        if (!name.StartsWith(parts[0], StringComparison.Ordinal) || name.Length < parts[0].Length + parts[^1].Length) return false;
        var (at, end) = (parts[0].Length, name.Length - parts[^1].Length);
        if (!name.EndsWith(parts[^1], StringComparison.Ordinal)) return false;
        foreach (var part in parts[1..^1])
        {
            var found = name.IndexOf(part, at, end - at, StringComparison.Ordinal);
            if (found < 0) return false;
            at = found + part.Length;
        }

        return true;
    }

    /// <summary>Some name that begins so could fit.</summary>
    public static bool MayFit(string pattern, string beginning)
    {
        var head = pattern.Split('*')[0];
        return head.Length < pattern.Length
            ? beginning.StartsWith(head, StringComparison.Ordinal) || head.StartsWith(beginning, StringComparison.Ordinal)
            : pattern.StartsWith(beginning, StringComparison.Ordinal);
    }

    public static bool FitsAny(IEnumerable<string> patterns, string name) => patterns.Any(pattern => Fits(pattern, name));

    /// <summary>What is said of a name: by itself first, then by the longest pattern that fits. Null: nothing.</summary>
    public static ToolPolicy? Said(IReadOnlyDictionary<string, ToolPolicy> policies, string name) => Best(policies.Keys, name) is { } best ? policies[best] : null;

    /// <summary>The pattern that decides for a name.</summary>
    public static string? Best(IEnumerable<string> patterns, string name) => patterns.Where(pattern => pattern == name || Fits(pattern, name))
        .OrderByDescending(pattern => pattern == name).ThenByDescending(pattern => pattern.Length).ThenBy(pattern => pattern, StringComparer.Ordinal).FirstOrDefault();
}
