namespace Dinghy.Gateway.Configuration.Files;

/// <summary>PicoClaw's <c>.security.yml</c> beside its configuration: the same tree with the secrets only, laid over it.</summary>
internal static class SecurityFile
{
    internal const string Name = ".security.yml";

    /// <summary>What PicoClaw writes where it keeps a secret elsewhere.</summary>
    private const string Marker = "[NOT_HERE]";

    public static MapNode Apply(MapNode root, ConfigSource source, string folder, ConfigReport report)
    {
        var below = (MapNode)WithoutMarkers(root);
        var path = Path.Join(folder, Name);
        try
        {
            if (!source.Exists(path) || YamlConfigFile.Parse(source.ReadFile(path, ConfigText.MaxBytes), path, Name + ":", report) is not { } secrets)
                return below;
            report.Note($"Secrets are read from {path} too.");
            return Over(below, secrets);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            report.Fault(path, "a file that can not be read", "a file that this user may read");
            return below;
        }
    }

    private static MapNode Over(MapNode root, MapNode secrets)
    {
        foreach (var (key, value) in secrets.Entries)
        {
            var folded = KeySpelling.Fold(key);
            root = (folded, value) switch
            {
                ("channels" or "channel_list", MapNode channels) => Channels(root, channels),
                ("model_list", _) => Models(root, value),
                ("providers", MapNode providers) => root.With(key, (root.Find(key) as MapNode ?? MapNode.Empty(key)).Under(providers)),
                _ => root, // Keys of other programs' tools are nothing to us.
            };
        }

        return root;
    }

    private static MapNode Channels(MapNode root, MapNode secrets)
    {
        foreach (var place in (string[])["channels", "channel_list"])
        {
            if (root.Find(place) is not MapNode channels)
                continue;
            foreach (var (name, value) in secrets.Entries)
                if (value is MapNode leaves && channels.Find(name) is MapNode channel)
                    channels = channels.With(name, Channel(channel, leaves));
            root = root.With(place, channels);
        }

        return root;
    }

    // Form 3 keeps a driver's keys under settings; the secret belongs where its empty place is.
    private static MapNode Channel(MapNode channel, MapNode leaves)
    {
        var flat = leaves.Find("settings") is MapNode inner ? leaves.Without("settings").Under(inner) : leaves;
        if (channel.Find("settings") is MapNode settings)
            return flat.Entries.Aggregate(channel, (map, leaf) => map.Without(leaf.Key)).With("settings", settings.Under(flat));
        return channel.Under(flat);
    }

    // A map by model_name, with :N where several entries share it; or a list beside the list.
    private static MapNode Models(MapNode root, ConfigNode secrets)
    {
        if (root.Find("model_list") is not ListNode list)
            return root;
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var items = list.Items.Select((item, i) => item is MapNode model && For(model, i) is { } leaves ? model.Under(leaves) : item);
        return root.With("model_list", list with { Items = [.. items] });

        MapNode? For(MapNode model, int index)
        {
            if (secrets is ListNode listed)
                return listed.Items.ElementAtOrDefault(index) as MapNode;
            var name = (model.Find("model_name") as ScalarNode)?.Text ?? "";
            var number = seen[name] = seen.GetValueOrDefault(name, -1) + 1;
            var map = secrets as MapNode;
            return (map?.Find($"{name}:{number}") ?? (number == 0 ? map?.Find(name) : null)) as MapNode;
        }
    }

    private static ConfigNode WithoutMarkers(ConfigNode node) => node switch
    {
        MapNode map => map with { Entries = [.. map.Entries.Where(entry => !IsMarker(entry.Value)).Select(entry => new MapEntry(entry.Key, WithoutMarkers(entry.Value)))] },
        ListNode list when list.Items.Any(IsMarker) => list with { Items = [.. list.Items.Where(item => !IsMarker(item)).Select(WithoutMarkers)] },
        ListNode list => ConfigNode.Each(list.Items, WithoutMarkers) is var items && ReferenceEquals(items, list.Items) ? list : list with { Items = items },
        _ => node,
    };

    private static bool IsMarker(ConfigNode node) => node is ScalarNode { Kind: ScalarKind.Text, Text: Marker };
}
