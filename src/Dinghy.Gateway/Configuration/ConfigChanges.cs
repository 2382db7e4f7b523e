using System.Globalization;

namespace Dinghy.Gateway.Configuration;

/// <summary>Which keys differ between two configurations: their paths, never what stands there.</summary>
internal static class ConfigChanges
{
    /// <summary>So many are named; the rest is counted.</summary>
    public const int MostNamed = 40;

    /// <summary>By name. Objects are looked into, lists where they are as long as before.</summary>
    public static IReadOnlyList<string> Between(MapNode before, MapNode after)
    {
        var paths = new List<string>();
        Look(before, after, "", paths);
        paths.Sort(StringComparer.Ordinal);
        return paths.Count <= MostNamed ? paths : [.. paths.Take(MostNamed), string.Create(CultureInfo.InvariantCulture, $"and {paths.Count - MostNamed} more")];
    }

    private static void Look(MapNode before, MapNode after, string path, List<string> paths)
    {
        var was = Index(before);
        foreach (var entry in after.Entries)
        {
            var key = ConfigReport.Join(path, entry.Key);
            if (!was.Remove(entry.Key, out var old)) paths.Add(key);
            else Look(old, entry.Value, key, paths);
        }

        paths.AddRange(before.Entries.Where(entry => was.ContainsKey(entry.Key)).Select(entry => ConfigReport.Join(path, entry.Key)));
    }

    private static void Look(ConfigNode before, ConfigNode after, string path, List<string> paths)
    {
        if (ReferenceEquals(before, after)) return;
        if (before is MapNode a && after is MapNode b) Look(a, b, path, paths);
        else if (before is ListNode old && after is ListNode fresh && old.Items.Count == fresh.Items.Count && fresh.Items.Any(item => item is MapNode))
            for (var i = 0; i < fresh.Items.Count; i++) Look(old.Items[i], fresh.Items[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), paths);
        else if (!before.SameAs(after)) paths.Add(path);
    }

    private static Dictionary<string, ConfigNode> Index(MapNode map)
    {
        var index = new Dictionary<string, ConfigNode>(map.Entries.Count, StringComparer.Ordinal);
        foreach (var entry in map.Entries) index[entry.Key] = entry.Value;
        return index;
    }
}
