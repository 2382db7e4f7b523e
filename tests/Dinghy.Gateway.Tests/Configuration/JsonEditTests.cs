using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Configuration.Files;

namespace Dinghy.Gateway.Tests.Configuration;

/// <summary>Every character that does not belong to the key stays.</summary>
public sealed class JsonEditTests
{
    [Theory]
    [InlineData("{ \"gateway\": { \"port\": 1 /* why */ } } // end", "gateway.port", "2", "{ \"gateway\": { \"port\": 2 /* why */ } } // end")]
    [InlineData("{ gateway: { port: 1 } }", "gateway.host", "'::1'", "{ gateway: { port: 1, host: '::1' } }")]
    [InlineData("{ gateway: { port: 1, } }", "gateway.host", "'::1'", "{ gateway: { port: 1, host: '::1', } }")]
    [InlineData("{}", "language", "\"zh\"", "{\n  \"language\": \"zh\"\n}")]
    [InlineData("{\n}\n", "a.b", "1", "{\n  \"a\": { \"b\": 1 }\n}\n")]
    [InlineData("{\n  \"a\": 1 // one\n}", "b", "2", "{\n  \"a\": 1, // one\n  \"b\": 2\n}")]
    [InlineData("{\n  \"a\": 1, // one\n  // the end\n}", "b", "2", "{\n  \"a\": 1, // one\n  \"b\": 2,\n  // the end\n}")]
    [InlineData("{\r\n\t\"a\": {}\r\n}\r\n", "a.b", "2", "{\r\n\t\"a\": { \"b\": 2 }\r\n}\r\n")]
    [InlineData("{ channels: { dingtalk: { clientId: 'x' } } }", "channels.dingtalk.client_id", "'y'", "{ channels: { dingtalk: { clientId: 'y' } } }")]
    [InlineData("{ channels: { dingtalk: { appKey: 'x' } } }", "channels.dingtalk.client_id", "'y'", "{ channels: { dingtalk: { appKey: 'y' } } }")]
    [InlineData("{ owners: ['a', 'b'] }", "owners[1]", "'c'", "{ owners: ['a', 'c'] }")]
    [InlineData("{ models: { providers: { a: 1 } } }", "models.providers[\"my lab\"]", "{}", "{ models: { providers: { a: 1, \"my lab\": {} } } }")]
    public void Set_changes_one_value(string text, string key, string value, string expected) => Edit(text).Set(ConfigPath.Parse(key)!, value).ShouldBe(expected);

    [Theory]
    [InlineData("{ a: 1, b: 2 }", "a", "{ b: 2 }")]
    [InlineData("{ a: 1, b: 2 }", "b", "{ a: 1 }")]
    [InlineData("{ a: 1 }", "a", "{ }")]
    [InlineData("{\"a\":1, \"b\":2}", "b", "{\"a\":1}")]
    [InlineData("{\"a\":1,\"b\":2}", "b", "{\"a\":1}")]
    [InlineData("{\"a\":1,\"b\":2}", "a", "{\"b\":2}")]
    [InlineData("{\n  \"a\": 1, // one\n  \"b\": 2 // two\n}\n", "b", "{\n  \"a\": 1 // one\n}\n")]
    [InlineData("{\n  \"a\": 1,\n  // about b\n  \"b\": { \"c\": 3 },\n  \"d\": 4,\n}", "b", "{\n  \"a\": 1,\n  // about b\n  \"d\": 4,\n}")]
    [InlineData("{\r\n  a: { b: 1, c: 2 },\r\n  d: 3\r\n}", "a.c", "{\r\n  a: { b: 1 },\r\n  d: 3\r\n}")]
    public void Unset_takes_one_key_out(string text, string key, string expected) => Edit(text).Unset(ConfigPath.Parse(key)!).ShouldBe(expected);

    [Fact]
    public void What_is_not_there_can_not_be_taken_out_and_nothing_goes_through_a_value()
    {
        Edit("{ a: 1 }").Unset(["b"]).ShouldBeNull();
        Edit("{ a: 1 }").Set(["a", "b"], "1").ShouldBeNull();
        Edit("{ a: [1] }").Set(["a", "1"], "1").ShouldBeNull();
        Edit("{ a: [1] }").Unset(["a", "0"]).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("a[")]
    [InlineData("a[x]")]
    [InlineData("a[\"b]")]
    [InlineData("a[0")]
    public void What_is_no_key_is_no_path(string key) => ConfigPath.Parse(key).ShouldBeNull();

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public void After_any_edit_the_text_says_what_it_said_but_for_that_key(int seed)
    {
        var random = new Random(seed);
        string[] files = ["whole-openclaw.json5", "whole-picoclaw-v3.json", "whole-picoclaw-v2.json", "page-002.json5"];
        for (var round = 0; round < 150; round++)
        {
            var text = ConfigWorld.Fixture(files[random.Next(files.Length)]);
            if (random.Next(2) == 0) text = text.Replace("\n", "\r\n");
            for (var edit = 0; edit < 6; edit++)
            {
                var before = Read(text);
                var path = Somewhere(before, random);
                if (path.Count == 0) break;
                var value = random.Next(3) switch { 0 => "{ \"x\": 1 }", 1 => "\"new\"", _ => "7" };
                var set = random.Next(2) == 0;
                if ((set ? Edit(text).Set(path, value) : Edit(text).Unset(path)) is not { } after) continue;

                var said = set ? With(before, path, 0, JsonConfigFile.ParseValue(value, "", null, new())!) : Without(before, path, 0);
                Read(after).SameAs(said).ShouldBeTrue($"seed {seed}, round {round}: {string.Join('.', path)}\n{text}\n→\n{after}");
                text = after;
            }
        }
    }

    private static JsonEdit Edit(string text) => new(text, (SyntaxObject)Json5Parser.Parse(text, 32));

    private static MapNode Read(string text) => (MapNode)JsonConfigFile.ParseValue(text, "", null, new())!;

    private static List<string> Somewhere(MapNode root, Random random)
    {
        var path = new List<string>();
        ConfigNode node = root;
        while (node is MapNode { Entries.Count: > 0 } map && (path.Count == 0 || random.Next(4) > 0))
        {
            var entry = map.Entries[random.Next(map.Entries.Count)];
            path.Add(entry.Key);
            node = entry.Value;
        }

        if (node is MapNode && random.Next(2) == 0) path.Add($"new_{random.Next(3)}");
        return path;
    }

    private static MapNode With(MapNode map, List<string> path, int at, ConfigNode value) => map.With(path[at], at == path.Count - 1
        ? value : With(map.Find(path[at]) as MapNode ?? MapNode.Empty(""), path, at + 1, value));

    private static MapNode Without(MapNode map, List<string> path, int at) => at == path.Count - 1
        ? map.Without(path[at]) : map.With(path[at], Without((MapNode)map.Find(path[at])!, path, at + 1));
    [Theory]
    [InlineData("{ \"a\": 1 }", "{ \"a\": 1, \"owners\": [\"x\"] }")]
    [InlineData("{ \"owners\": [] }", "{ \"owners\": [\"x\"] }")]
    [InlineData("{ owners: ['a', // first\n  'b', ] }", "{ owners: ['a', // first\n  'b', \"x\", ] }")]
    [InlineData("{ \"owners\": \"a\" }", null)]
    public void An_entry_is_put_at_the_end_of_a_list_and_nothing_else_changes(string text, string? expected) =>
        new JsonEdit(text, (SyntaxObject)JsonConfigFile.ParseSyntax(text, "f", new())!).Append(["owners"], "\"x\"").ShouldBe(expected);
}
