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

    public override string Name { get; }

    public override string Description { get; }

    public override JsonElement JsonSchema { get; }
}
