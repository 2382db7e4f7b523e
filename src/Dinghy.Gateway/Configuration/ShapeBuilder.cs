using System.Text.Json;

namespace Dinghy.Gateway.Configuration;

/// <summary>Reads the subset of JSON Schema that our own schema uses.</summary>
internal sealed class ShapeBuilder(JsonElement schema)
{
    private const string DefinitionPrefix = "#/$defs/";

    public ConfigShape Build() => Build(schema, "");

    private ConfigShape Build(JsonElement element, string name)
    {
        var definition = element.TryGetProperty("$ref", out var reference) ? reference.GetString()![DefinitionPrefix.Length..] : null;
        var shape = Create(element, definition ?? name);
        if (definition is not null)
            AddKeys(shape, schema.GetProperty("$defs").GetProperty(definition));
        AddKeys(shape, element);
        return shape;
    }

    private ConfigShape Create(JsonElement element, string name)
    {
        var kind = Kind(element);
        return new()
        {
            Name = name,
            Kind = kind,
            Each = kind switch
            {
                ShapeKind.Map => Build(element.GetProperty("additionalProperties"), name + ".*"),
                ShapeKind.Objects => Build(element.GetProperty("items"), name + ".*"),
                _ => null,
            },
            Dialect = element.TryGetProperty("deprecated", out var deprecated) && deprecated.GetBoolean(),
            Min = Number(element, "minimum") ?? long.MinValue,
            Max = Number(element, "maximum") ?? long.MaxValue,
            MaxLength = (int)(Number(element, "maxLength") ?? Number(element, "maxProperties") ?? 4096),
            TakesNumbers = Types(element).Contains("integer"),
            TakesFlags = kind == ShapeKind.Text && Types(element).Contains("boolean"),
            Choices = element.TryGetProperty("enum", out var choices) ? [.. choices.EnumerateArray().Select(choice => choice.GetString()!)] : [],
        };
    }

    private void AddKeys(ConfigShape shape, JsonElement element)
    {
        if (!element.TryGetProperty("properties", out var properties))
            return;
        foreach (var property in properties.EnumerateObject())
        {
            shape.Keys[property.Name] = Build(property.Value, shape.Name.Length == 0 ? property.Name : $"{shape.Name}.{property.Name}");
            if (!property.Value.TryGetProperty("x-aliases", out var aliases))
                continue;
            foreach (var alias in aliases.EnumerateArray())
                shape.Aliases[alias.GetString()!] = property.Name;
        }
    }

    private static ShapeKind Kind(JsonElement element)
    {
        if (element.TryGetProperty("x-kind", out var kind))
            return Enum.Parse<ShapeKind>(kind.GetString()!, ignoreCase: true);
        if (element.TryGetProperty("additionalProperties", out _))
            return ShapeKind.Map;
        if (element.TryGetProperty("enum", out _))
            return ShapeKind.Choice;
        return Types(element).FirstOrDefault() switch
        {
            "string" => ShapeKind.Text,
            "integer" => ShapeKind.Whole,
            "number" => ShapeKind.Number,
            "boolean" => ShapeKind.Flag,
            _ => ShapeKind.Object,
        };
    }

    private static List<string> Types(JsonElement element)
    {
        if (!element.TryGetProperty("type", out var type))
            return [];
        return type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(one => one.GetString()!)] : [type.GetString()!];
    }

    private static long? Number(JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) ? value.GetInt64() : null;
}
