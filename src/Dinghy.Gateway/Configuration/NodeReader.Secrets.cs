namespace Dinghy.Gateway.Configuration;

/// <content>What may stand elsewhere: secrets, and texts that may be one.</content>
internal sealed partial class NodeReader
{
    private const int MaxSecrets = 16;

    /// <summary>A client id or a secret; a fault when it is required and missing, empty or an example's placeholder.</summary>
    public string? Credential(string key, string? requiredHint = null)
    {
        var node = Ask(key, out var child);
        return new CredentialReader(context, Expand).Read(node, PathOf(key), child, requiredHint);
    }

    /// <summary>A text by which DingTalk knows something; a fault where it is an example's placeholder, which would be compared for ever and never be equal.</summary>
    /// <param name="key">Of the text.</param>
    /// <param name="mayBeX">Crosses alone are no sign of an example.</param>
    public string? Id(string key, bool mayBeX = false)
    {
        if (Text(key)?.Trim() is not { Length: > 0 } id) return null;
        if (!(mayBeX ? CredentialReader.IsCut(id) : CredentialReader.IsPlaceholder(id))) return id;
        context.Report.Fault(PathOf(key), "the placeholder of an example", "replace it by your own, or remove the key");
        return null;
    }

    public Secret? Secret(string key, string? requiredHint = null) =>
        Credential(key, requiredHint) is { } value ? new Secret(value) : null;

    /// <summary>Several secrets, each in any form of one; a single one may stand without its list.</summary>
    public IReadOnlyList<Secret> Secrets(string key)
    {
        if (Ask(key, out var child) is not { } node)
            return [];
        if (node is ListNode { Items.Count: > MaxSecrets } many)
            context.Report.Fault(node.Path, $"{many.Items.Count} entries", $"at most {MaxSecrets}");
        var reader = new CredentialReader(context, Expand);
        return [.. (node is ListNode list ? list.Items.Take(MaxSecrets) : [node]).Select(item => reader.Read(item, item.Path, child, requiredHint: null)).OfType<string>().Select(value => new Secret(value))];
    }

    /// <summary>A map of texts that may be secrets, such as headers.</summary>
    public IReadOnlyDictionary<string, Secret> NamedSecrets(string key)
    {
        var found = new Dictionary<string, Secret>(StringComparer.OrdinalIgnoreCase);
        var entries = Map(key, out var child).Entries;
        if (entries.Count > child.MaxLength)
            context.Report.Fault(PathOf(key), $"{entries.Count} entries", $"at most {child.MaxLength}");
        foreach (var (name, node) in entries.Take(child.MaxLength))
        {
            if (new CredentialReader(context, Expand).Resolve(node, child.Each!) is not { } value)
                continue;
            if (name.Length is 0 or > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || value.Length > 4096 || !value.All(c => c is >= ' ' and < '\x7f'))
                context.Report.Fault(node.Path, "this entry", "a name of letters, digits and -, and a value of plain characters on one line");
            else
                found[name] = new Secret(value);
        }

        return found;
    }

    /// <summary>A map's texts, in the order written. A secret may stand in a file; an unusable value is a fault and left out.</summary>
    public IReadOnlyList<(string Name, string? Value)> Pairs(string key)
    {
        var entries = Map(key, out var child).Entries;
        if (entries.Count > child.MaxLength)
            context.Report.Fault(PathOf(key), $"{entries.Count} entries", $"at most {child.MaxLength}");
        return [.. entries.Take(child.MaxLength).Where(entry => entry.Key.Length is > 0 and <= 128).Select(entry => (entry.Key, PairOf(entry.Value, child.Each!)))];
    }

    private string? PairOf(ConfigNode node, ConfigShape each)
    {
        if (each.IsCredential && node is MapNode)
            return new CredentialReader(context, Expand).Resolve(node, each);
        var text = node is ScalarNode { Kind: not ScalarKind.Null } scalar ? Expand(scalar) : null;
        if (node is not ScalarNode || (text is not null && each.Choices.Count > 0 && !each.Choices.Contains(text, StringComparer.Ordinal)))
        {
            context.Report.FaultHidden(node, each.Wanted);
            return null;
        }

        return text;
    }
}
