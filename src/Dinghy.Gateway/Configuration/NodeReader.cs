using System.Globalization;

namespace Dinghy.Gateway.Configuration;

/// <summary>What every reader of one load shares. Folder is the config's: <c>{"file": …}</c> is relative to it.</summary>
internal sealed record ReadContext(ConfigReport Report, Func<string, string?> Environment, string Folder, Func<string, int, byte[]> ReadFile)
{
    /// <summary>OpenClaw's <c>secrets.providers</c>, as written; null when there are none.</summary>
    public MapNode? SecretProviders { get; init; }
}

/// <summary>
/// Typed reads from one object. Absent and null are null; what does not fit is a fault and null, so a reader goes on
/// and finds the next fault too. Only keys of the schema may be asked for.
/// </summary>
internal sealed partial class NodeReader(MapNode map, ConfigShape shape, ReadContext context)
{
    public string Path => map.Path;

    public bool Has(string key) => map.Find(key) is not null;

    public string PathOf(string key) => map.Find(key)?.Path ?? ConfigReport.Join(map.Path, key);

    public string? Text(string key)
    {
        if (Ask(key, out var child) is not { } node)
            return null;
        var fits = node is ScalarNode { Kind: ScalarKind.Text } || (child.TakesNumbers && Whole(node));
        if (!fits)
        {
            context.Report.FaultHidden(node, child.Wanted);
            return null;
        }

        if (Expand((ScalarNode)node) is not { } text)
            return null;
        if (text.Length > child.MaxLength)
            context.Report.Fault(node.Path, $"a text of {text.Length} characters", child.Wanted);
        else if (!string.IsNullOrWhiteSpace(text))
            return text;
        return null;
    }

    public int? Whole(string key)
    {
        if (Scalar(key, out var child) is not { } node || Expand(node) is not { } text)
            return null;
        if (long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= child.Min && value <= child.Max)
            return (int)value;
        context.Report.Fault(node, child.Wanted);
        return null;
    }

    /// <summary>With a fraction or without.</summary>
    public decimal? Number(string key)
    {
        if (Scalar(key, out var child) is not { } node || Expand(node) is not { } text)
            return null;
        if (decimal.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= child.Min && value <= child.Max)
            return value;
        context.Report.Fault(node, child.Wanted);
        return null;
    }

    public bool? Flag(string key)
    {
        if (Scalar(key, out var child) is not { } node || Expand(node) is not { } text)
            return null;
        switch (text.Trim().ToLowerInvariant())
        {
            case "true" or "1" or "yes" or "on" when node.Kind is ScalarKind.Text:
            case "true" when node.Kind is ScalarKind.Flag:
                return true;
            case "false" or "0" or "no" or "off" when node.Kind is ScalarKind.Text:
            case "false" when node.Kind is ScalarKind.Flag:
                return false;
            default:
                context.Report.Fault(node, child.Wanted);
                return null;
        }
    }

    /// <summary>true or false, or the words themselves.</summary>
    public Wording? Wording(string key)
    {
        if (Ask(key, out _) is ScalarNode { Text: "true" or "false" })
            return Flag(key) == true ? Configuration.Wording.BuiltIn : Configuration.Wording.Off;
        return Text(key) is { } words ? new Wording(Said: true, words) : null;
    }

    public TimeSpan? Duration(string key)
    {
        if (Scalar(key, out var child) is not { } node || Expand(node) is not { } text)
            return null;
        if (Durations.TryParse(text, out var value) && value.TotalSeconds >= child.Min && value.TotalSeconds <= child.Max)
            return value;
        context.Report.Fault(node, child.Wanted);
        return null;
    }

    /// <summary>One of the schema's words, in its spelling.</summary>
    /// <param name="key">Of this object.</param>
    /// <param name="mayBeEmpty">An empty text is as good as none; else it is a fault, for where "none" would mean more than was meant.</param>
    public string? Choice(string key, bool mayBeEmpty = true)
    {
        if (Scalar(key, out var child) is not { } node || Expand(node) is not { } text)
            return null;
        text = text.Trim();
        if (text.Length == 0)
        {
            if (!mayBeEmpty)
                context.Report.Fault(node.Path, "nothing, perhaps because a variable is empty", child.Wanted);
            return null;
        }

        if (child.Choices.FirstOrDefault(choice => string.Equals(choice, text, StringComparison.OrdinalIgnoreCase)) is { } known)
            return known;
        context.Report.Fault(node, child.Wanted);
        return null;
    }

    public Uri? Address(string key)
    {
        if (Scalar(key, out var child) is not { } node || Expand(node) is not { } text)
            return null;
        if (text.Trim() is { Length: 0 })
            return null;
        if (Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"
            && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0)
            return uri;
        // A password may stand in it.
        if (node.Text.AsSpan().ContainsAny('@', '?', '#'))
            context.Report.FaultHidden(node, child.Wanted);
        else
            context.Report.Fault(node, child.Wanted);
        return null;
    }

    public IReadOnlySet<string> Ids(string key) =>
        Ask(key, out var child) is { } node ? IdList.Read(node, child, Expand, context.Report) : new HashSet<string>(StringComparer.Ordinal);

    /// <summary>A list, or one text with commas; null when absent.</summary>
    public IReadOnlyList<string>? Texts(string key) =>
        Ask(key, out var child) is { } node ? IdList.ReadTexts(node, child, Expand, context.Report) : null;

    /// <summary>The object below; an empty one when it is absent or no object.</summary>
    public NodeReader Child(string key) => new(Map(key, out var child), child, context);

    /// <summary>A file's place; relative ones are below the configuration's folder.</summary>
    public string? FilePath(string key)
    {
        if (Text(key)?.Trim() is not { } path)
            return null;
        try
        {
            return System.IO.Path.GetFullPath(path, context.Folder);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException or PathTooLongException)
        {
            context.Report.Fault(PathOf(key), "a path that this system does not take", "another path");
            return null;
        }
    }

    /// <summary>A map's entries, in the order written.</summary>
    public IEnumerable<(string Id, NodeReader Reader)> Each(string key)
    {
        var entries = Map(key, out var child).Entries;
        if (entries.Count > child.MaxLength)
            context.Report.Fault(PathOf(key), $"{entries.Count} entries", $"at most {child.MaxLength}");
        foreach (var (id, node) in entries.Take(child.MaxLength))
        {
            if (id.Length is 0 or > 64 || id.Any(char.IsControl))
                context.Report.Fault(node.Path, "this name", "a name of 1 to 64 characters");
            else if (node is MapNode inner)
                yield return (id, new NodeReader(inner, child.Each!, context));
            else
                context.Report.FaultHidden(node, "an object");
        }
    }

    /// <summary>A list's objects, in order; null when absent.</summary>
    public IReadOnlyList<NodeReader>? Objects(string key)
    {
        if (Ask(key, out var child) is not { } node)
            return null;
        var items = (node as ListNode)?.Items.OfType<MapNode>().ToList() ?? [];
        if (node is not ListNode list || items.Count < list.Items.Count || items.Count > child.MaxLength)
            context.Report.FaultHidden(node, child.Wanted);
        return [.. items.Take(child.MaxLength).Select(item => new NodeReader(item, child.Each!, context))];
    }

    /// <summary>A map of numbers, by name.</summary>
    public IReadOnlyDictionary<string, decimal> Numbers(string key)
    {
        var found = new Dictionary<string, decimal>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, node) in Map(key, out var child).Entries.Take(child.MaxLength))
        {
            var text = node is ScalarNode scalar ? Expand(scalar) : null;
            if (decimal.TryParse(text?.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= child.Each!.Min && value <= child.Each.Max)
                found[name.Trim()] = value;
            else
                context.Report.FaultHidden(node, child.Each!.Wanted);
        }

        return found;
    }

    /// <summary>This object's values over another's.</summary>
    public NodeReader Over(NodeReader below) => below.With(below.Node.Under(map));

    public NodeReader With(MapNode other) => new(other, shape, context);

    public MapNode Node => map;

    private MapNode Map(string key, out ConfigShape child)
    {
        var node = Ask(key, out child);
        if (node is MapNode inner)
            return inner;
        if (node is not null)
            context.Report.FaultHidden(node, child.Wanted);
        return MapNode.Empty(ConfigReport.Join(map.Path, key));
    }

    private ConfigNode? Ask(string key, out ConfigShape child)
    {
        child = shape.Keys[key];
        context.Report.Asked.Add(child.Name);
        return map.Find(key);
    }

    private ScalarNode? Scalar(string key, out ConfigShape child)
    {
        var node = Ask(key, out child);
        if (node is ScalarNode scalar)
            return scalar;
        if (node is not null)
            context.Report.FaultHidden(node, child.Wanted);
        return null;
    }

    // What a variable or a file gave is taken letter for letter: a secret may well contain "${".
    private string? Expand(ScalarNode node) =>
        node.Variable is not null || node.Kind != ScalarKind.Text || !VariableText.Has(node.Text) ? node.Text : Expanded(node);

    private string? Expanded(ScalarNode node) => VariableText.Expand(node.Text, context.Environment, name => context.Report.Fault(node.Path, name, "this environment variable is not set: set it, or write the value here"));

    private static bool Whole(ConfigNode node) =>
        node is ScalarNode { Kind: ScalarKind.Number, Text: { Length: <= 40 } digits } && digits.All(char.IsAsciiDigit);
}
