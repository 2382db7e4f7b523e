using System.Text.Json;
using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Tests.Models;

public sealed class ToolSchemaTests
{
    private static readonly ModelQuirks s_ark = new() { SchemaDrop = ["minLength", "maxLength", "minItems", "maxItems"] };

    private static readonly ModelQuirks s_gemini = new() { SchemaDrop = ["$schema", "additionalProperties", "title", "default"], SchemaInline = true };

    [Fact]
    public void A_plain_host_gets_the_schema_as_it_is()
    {
        const string schema = """{"type":"object","$defs":{"a":{"minLength":1}},"properties":{"x":{"$ref":"#/$defs/a"}}}""";
        Reduced(schema, new ModelQuirks()).ShouldBe(schema);
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"x":{"type":"string","minLength":1,"maxLength":9},"l":{"type":"array","minItems":1,"items":{"type":"string","maxLength":3}}}}""",
        """{"type":"object","properties":{"x":{"type":"string"},"l":{"type":"array","items":{"type":"string"}}}}""")]
    [InlineData("""{"type":"object","properties":{"minLength":{"type":"integer"}},"required":["minLength"]}""", """{"type":"object","properties":{"minLength":{"type":"integer"}},"required":["minLength"]}""")]
    [InlineData("""{"type":"object","properties":{"x":{"enum":[{"minLength":1}],"default":{"maxItems":2}}}}""", """{"type":"object","properties":{"x":{"enum":[{"minLength":1}],"default":{"maxItems":2}}}}""")]
    public void Refused_keywords_go_but_not_what_only_looks_like_one(string schema, string expected) => Reduced(schema, s_ark).ShouldBe(expected);

    [Theory]
    [InlineData("""{"$schema":"s","type":"object","properties":{"x":{"anyOf":[{"type":"null"},{"type":"string","description":"d"}],"title":"X"}},"additionalProperties":false}""",
        """{"type":"object","properties":{"x":{"type":"string","description":"d"}}}""")]
    [InlineData("""{"type":"object","$defs":{"p":{"type":"object","properties":{"n":{"type":["string","null"]}}}},"properties":{"x":{"description":"who","$ref":"#/$defs/p"}}}""",
        """{"type":"object","properties":{"x":{"description":"who","type":"object","properties":{"n":{"type":"string"}}}}}""")]
    [InlineData("""{"type":"object","properties":{"x":{"$ref":"#/nowhere"},"y":true}}""", """{"type":"object","properties":{"x":{},"y":{}}}""")]
    public void References_and_choices_become_what_they_may_be(string schema, string expected) => Reduced(schema, s_gemini).ShouldBe(expected);

    [Theory]
    [InlineData("{}", """{"type":"object","properties":{}}""")]
    [InlineData("""{"properties":{"x":{}}}""", """{"type":"object","properties":{"x":{}}}""")]
    [InlineData("true", """{"type":"object","properties":{}}""")]
    public void A_tool_without_a_schema_gets_one(string schema, string expected) => Reduced(schema, new ModelQuirks()).ShouldBe(expected);

    [Fact]
    public void A_schema_that_names_itself_ends()
    {
        const string schema = """{"type":"object","$defs":{"n":{"type":"object","properties":{"l":{"$ref":"#/$defs/n"},"r":{"$ref":"#/$defs/n"}}}},"properties":{"x":{"$ref":"#/$defs/n"}}}""";
        Reduced(schema, s_gemini).Length.ShouldBeLessThan(500_000);
    }

    private static string Reduced(string schema, ModelQuirks quirks)
    {
        using var json = JsonDocument.Parse(schema);
        return ToolSchema.For(json.RootElement, quirks).GetRawText();
    }
}
