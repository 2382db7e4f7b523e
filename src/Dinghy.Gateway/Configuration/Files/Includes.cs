namespace Dinghy.Gateway.Configuration.Files;

/// <summary>OpenClaw's <c>"$include": "file"</c> or a list of files: their keys, merged in order, under the keys that stand beside it.</summary>
internal sealed class Includes(ConfigSource source, string folder, ConfigReport report)
{
    private const string Key = "$include";
    private const int MaxLevels = 10;
    private const int MaxFiles = 64;

    private int _files;

    public MapNode Expand(MapNode root) => (MapNode)Expand(root, folder, 0);

    private ConfigNode Expand(ConfigNode node, string from, int level) => node switch
    {
        MapNode map => Expand(map, from, level),
        ListNode list => ConfigNode.Each(list.Items, item => Expand(item, from, level)) is var items && ReferenceEquals(items, list.Items) ? list : list with { Items = items },
        _ => node,
    };

    private MapNode Expand(MapNode map, string from, int level)
    {
        var beside = map with { Entries = [.. map.Entries.Where(entry => entry.Key != Key).Select(entry => new MapEntry(entry.Key, Expand(entry.Value, from, level)))] };
        if (map.Find(Key) is not { } include)
            return beside;
        var merged = MapNode.Empty(map.Path);
        foreach (var file in include is ListNode list ? list.Items : [include])
            if (Read(file, from, level) is { } part)
                merged = merged.Under(part);
        return merged.Under(beside) with { Path = map.Path };
    }

    private MapNode? Read(ConfigNode file, string from, int level)
    {
        if (file is not ScalarNode { Kind: ScalarKind.Text, Text: var name } || name.Length is 0 or > 1024 || name.Contains('\0'))
            report.FaultHidden(file, "the name of a file");
        else if (level >= MaxLevels || ++_files > MaxFiles)
            report.Fault(file.Path, "files that include files without end", $"at most {MaxLevels} levels and {MaxFiles} files");
        else if (Path.GetFullPath(name, from) is var path && !path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            report.Fault(file.Path, $"file {ConfigReport.Quote(name)}, outside the configuration's folder", $"a file in {folder}");
        else
            return Read(file, path, name, level);
        return null;
    }

    private MapNode? Read(ConfigNode file, string path, string name, int level)
    {
        try
        {
            var root = ConfigFiles.Parse(source.ReadFile(path, ConfigText.MaxBytes), path, $"{name}:", report);
            return root is null ? null : Expand(root, Path.GetDirectoryName(path)!, level + 1);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            report.Fault(file.Path, $"file {ConfigReport.Quote(name)}, which is not there or can not be read", "a file that this user may read");
            return null;
        }
    }
}
