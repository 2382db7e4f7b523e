using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Secrets;

namespace Dinghy.Gateway.Migration;

/// <summary>
/// Secrets on their way into our file: a variable of the environment stays one; what lies in files of the old installation, or is sealed
/// with its keys, is written out, since the file is the owner's only and the old installation may go.
/// </summary>
internal sealed class CarriedSecrets(ReadContext context, IReadOnlyDictionary<string, string> variables)
{
    /// <summary>How many stand in the file now that stood elsewhere.</summary>
    public int WrittenOut { get; private set; }

    public MapNode Carry(MapNode root) => Carry(root, ConfigSchema.Shape);

    private MapNode Carry(MapNode map, ConfigShape shape) =>
        map with { Entries = [.. map.Entries.Select(entry => new MapEntry(entry.Key, Carry(entry.Value, shape.Kind == ShapeKind.Map ? shape.Each : shape.Keys.GetValueOrDefault(entry.Key))))] };

    private ConfigNode Carry(ConfigNode node, ConfigShape? shape) => (node, shape) switch
    {
        (_, { IsCredential: true } credential) => Credential(node, credential),
        (MapNode map, not null) => Carry(map, shape),
        (ScalarNode { Kind: ScalarKind.Text } text, _) => Known(text),
        _ => node,
    };

    private ConfigNode Credential(ConfigNode node, ConfigShape shape) => node switch
    {
        MapNode map when SecretReference.IsOne(map) && map.Find("source") is ScalarNode { Text: "env" } && map.Find("id") is ScalarNode { Text: var name } =>
            Known(new ScalarNode(node.Path, null, ScalarKind.Text, $"${{{name}}}")),
        MapNode or ScalarNode { Text: ['f', 'i', 'l', 'e', ':', '/', '/', ..] or ['e', 'n', 'c', ':', '/', '/', ..] } =>
            new CredentialReader(context, text => text.Text).Resolve(node, shape) is { } secret ? WriteOut(node, secret) : node,
        ScalarNode { Kind: ScalarKind.Text } text => Known(text),
        _ => node,
    };

    /// <summary>A variable that only the old program knew would be missing here.</summary>
    private ScalarNode Known(ScalarNode text)
    {
        var missing = false;
        VariableText.Expand(text.Text, context.Environment, _ => missing = true);
        if (!missing || VariableText.Expand(text.Text, name => context.Environment(name) ?? variables.GetValueOrDefault(name), _ => { }) is not { } value)
            return text;
        return WriteOut(text, value);
    }

    private ScalarNode WriteOut(ConfigNode node, string value)
    {
        WrittenOut++;
        // In our file ${ begins a variable.
        return new(node.Path, null, ScalarKind.Text, value.Replace("${", "$${", StringComparison.Ordinal));
    }
}
