using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class ConfigChangesTests
{
    [Theory]
    [InlineData("{}", "{}", "")]
    [InlineData("""{ "a": 1 }""", """{ "a": 2 }""", "a")]
    [InlineData("""{ "a": 1 }""", """{ "a": "1" }""", "a")]
    [InlineData("""{ "a": { "b": 1, "c": 2 } }""", """{ "a": { "b": 1, "c": 3 }, "d": {} }""", "a.c d")]
    [InlineData("""{ "a": 1, "b": { "c": 1 } }""", """{ "a": 1 }""", "b")]
    [InlineData("""{ "l": [1, 2] }""", """{ "l": [1, 3] }""", "l")]
    [InlineData("""{ "l": [{ "x": 1 }, { "x": 2 }] }""", """{ "l": [{ "x": 1 }, { "x": 3 }] }""", "l[1].x")]
    [InlineData("""{ "l": [{ "x": 1 }] }""", """{ "l": [{ "x": 1 }, { "x": 1 }] }""", "l")]
    [InlineData("""{ "m": { "qwen3.7": 1, "my lab": 1 } }""", """{ "m": { "qwen3.7": 2, "my lab": 2 } }""", """m["my lab"] m["qwen3.7"]""")]
    public void Changed_keys_are_named_as_the_commands_take_them(string before, string after, string paths)
    {
        var changes = ConfigChanges.Between(Parse(before), Parse(after));
        string.Join(' ', changes).ShouldBe(paths);
        changes.ShouldAllBe(path => ConfigPath.Parse(path) != null);
    }

    [Fact]
    public void Many_changes_are_counted()
    {
        var many = string.Join(", ", Enumerable.Range(0, 100).Select(i => $"\"k{i}\": {i}"));
        var changes = ConfigChanges.Between(Parse("{}"), Parse($"{{ {many} }}"));
        changes.Count.ShouldBe(ConfigChanges.MostNamed + 1);
        changes[^1].ShouldBe("and 60 more");
    }

    private static MapNode Parse(string json) => JsonConfigFile.ParseValue(json, "", null, new()).ShouldBeOfType<MapNode>();
}
