using System.Text.Json;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>An error body's members: the spelling of their names differs between pages, SDKs and the wire, so case does not count.</summary>
internal sealed class Fields
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.OrdinalIgnoreCase);

    public Fields(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return;
        foreach (var member in root.EnumerateObject()) _members[member.Name] = member.Value;
    }

    public string? Filled(string name) => _members.TryGetValue(name, out var value) && value.AsText() is { Length: > 0 } text ? text : null;

    public Fields Inner(string name) => new(_members.GetValueOrDefault(name));

    public IEnumerable<string> Texts(string name) =>
        _members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(v => v.AsText()).OfType<string>() : [];
}
