using System.Text.Json;

namespace Dinghy.Gateway.Models;

/// <summary>A tool's schema without what the host's validator refuses. The model loses a hint, the tool checks its arguments anyway.</summary>
internal static class ToolSchema
{
    private const int MostDepth = 24;

    /// <summary>Members that are written: a schema that names itself twice would else grow without end.</summary>
    private const int MostMembers = 5_000;

    private static readonly HashSet<string> s_maps = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"];

    private static readonly HashSet<string> s_lists = ["anyOf", "oneOf", "allOf", "prefixItems"];

    private static readonly HashSet<string> s_values = ["enum", "const", "default", "examples", "required"];

    public static JsonElement For(JsonElement schema, ModelQuirks quirks)
    {
        var plain = schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out _);
        if (plain && quirks is { SchemaDrop.Count: 0, SchemaInline: false }) return schema;
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = Wire.OpenAiJson.Plain.Options.Encoder, MaxDepth = 256 }))
        {
            // A server of tools may say nothing of its arguments; hosts want an object all the same.
            if (plain) new Reducer(schema, quirks, writer).Schema(schema, 0);
            else WriteAnything(schema, writer);
        }

        using var reduced = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        return reduced.RootElement.Clone();
    }

    private static void WriteAnything(JsonElement schema, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "object");
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out _))
        {
            writer.WriteStartObject("properties");
            writer.WriteEndObject();
        }

        if (schema.ValueKind == JsonValueKind.Object)
            foreach (var member in schema.EnumerateObject()) member.WriteTo(writer);
        writer.WriteEndObject();
    }

    private sealed class Reducer(JsonElement root, ModelQuirks quirks, Utf8JsonWriter writer)
    {
        private int _written;

        public void Schema(JsonElement schema, int depth)
        {
            if (schema.ValueKind != JsonValueKind.Object)
            {
                // true and false are schemas too.
                if (quirks.SchemaInline) Empty();
                else schema.WriteTo(writer);
                return;
            }

            writer.WriteStartObject();
            Members(schema, depth);
            writer.WriteEndObject();
        }

        private void Members(JsonElement schema, int depth)
        {
            foreach (var member in schema.EnumerateObject())
            {
                if (quirks.SchemaDrop.Contains(member.Name, StringComparer.Ordinal) || depth > MostDepth || ++_written > MostMembers) continue;
                if (quirks.SchemaInline && Inline(schema, member, depth)) continue;
                writer.WritePropertyName(member.Name);
                if (s_maps.Contains(member.Name) && member.Value.ValueKind == JsonValueKind.Object) Map(member.Value, depth);
                else if (s_lists.Contains(member.Name) && member.Value.ValueKind == JsonValueKind.Array) List(member.Value, depth);
                else if (!s_values.Contains(member.Name) && member.Value.ValueKind == JsonValueKind.Object) Schema(member.Value, depth + 1);
                else member.Value.WriteTo(writer);
            }
        }

        /// <summary>True: the member was written in another way, or is gone.</summary>
        private bool Inline(JsonElement schema, JsonProperty member, int depth)
        {
            switch (member.Name)
            {
                case "$defs" or "definitions":
                    return true;
                case "$ref":
                    if (Found(member.Value) is { } target) Rest(schema, target, depth);
                    return true;
                case "anyOf" or "oneOf" or "allOf" when member.Value.ValueKind == JsonValueKind.Array:
                    foreach (var one in member.Value.EnumerateArray())
                        if (!IsNull(one))
                        {
                            Rest(schema, one, depth);
                            break;
                        }

                    return true;
                case "type" when member.Value.ValueKind == JsonValueKind.Array:
                    var first = member.Value.EnumerateArray().FirstOrDefault(type => type.ValueKind == JsonValueKind.String && type.GetString() != "null");
                    writer.WriteString("type", first.ValueKind == JsonValueKind.String ? first.GetString() : "string");
                    return true;
                default:
                    return false;
            }
        }

        /// <summary>What the other says and this one does not.</summary>
        private void Rest(JsonElement schema, JsonElement other, int depth)
        {
            if (other.ValueKind != JsonValueKind.Object || depth > MostDepth) return;
            using var buffer = new MemoryStream();
            using (var without = new Utf8JsonWriter(buffer))
            {
                without.WriteStartObject();
                foreach (var member in other.EnumerateObject())
                    if (!schema.TryGetProperty(member.Name, out _)) member.WriteTo(without);
                without.WriteEndObject();
            }

            using var rest = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
            Members(rest.RootElement, depth + 1);
        }

        private JsonElement? Found(JsonElement reference)
        {
            if (reference.ValueKind != JsonValueKind.String || reference.GetString() is not ['#', '/', .. var path]) return null;
            var found = root;
            foreach (var step in path.Split('/'))
                if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out found)) return null;
            return found;
        }

        private void Map(JsonElement map, int depth)
        {
            writer.WriteStartObject();
            foreach (var member in map.EnumerateObject())
            {
                writer.WritePropertyName(member.Name);
                Schema(member.Value, depth + 1);
            }

            writer.WriteEndObject();
        }

        private void List(JsonElement list, int depth)
        {
            writer.WriteStartArray();
            foreach (var item in list.EnumerateArray()) Schema(item, depth + 1);
            writer.WriteEndArray();
        }

        private void Empty()
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        }

        private static bool IsNull(JsonElement schema) =>
            schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() == "null";
    }
}
