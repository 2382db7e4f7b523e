using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>A tool as a model reads it, with a schema written by hand.</summary>
internal sealed class ToolDeclaration : AIFunctionDeclaration
{
    /// <param name="name">Letters, digits, <c>_</c> and <c>-</c>: all that hosts take.</param>
    /// <param name="description">When to use it and what it does, for the model.</param>
    /// <param name="schema">JSON Schema of the arguments' object.</param>
    public ToolDeclaration(string name, string description, string schema)
    {
        using var json = JsonDocument.Parse(schema);
        (Name, Description, JsonSchema) = (name, description, json.RootElement.Clone());
    }

    private ToolDeclaration(string name, string description, JsonElement schema) => (Name, Description, JsonSchema) = (name, description, schema);

    /// <summary>Another's tool under a name of ours. A schema past <see cref="MaxSchema"/> is left out: the model then has the description only.</summary>
    public static ToolDeclaration Of(AIFunctionDeclaration tool, string name, string description) =>
        tool.JsonSchema.ValueKind == JsonValueKind.Object && tool.JsonSchema.GetRawText().Length <= MaxSchema
            ? new ToolDeclaration(name, description, tool.JsonSchema.Clone())
            : new ToolDeclaration(name, description, """{"type":"object"}""");

    /// <summary>UTF-16 characters: every request carries it.</summary>
    public const int MaxSchema = 16_000;

    public override string Name { get; }

    public override string Description { get; }

    public override JsonElement JsonSchema { get; }

    /// <summary>Arguments that no call may leave out.</summary>
    public IReadOnlyList<string> Required => JsonSchema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array
        ? [.. names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)]
        : [];
}
