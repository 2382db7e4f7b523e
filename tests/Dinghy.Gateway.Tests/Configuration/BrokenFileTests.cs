using System.Text;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class BrokenFileTests
{
    [Theory]
    [InlineData("{ \"models\": { \"default\" \"a/b\" } }", "line 1, column 25")]
    [InlineData("{\n  \"channels\": {\n    \"钉钉钉\": !\n", "line 3, column 12")]
    [InlineData("{", "line 1, column 2")]
    [InlineData("{ \"a\": 01 }", "line 1, column 9")]
    [InlineData("{} {}", "line 1, column 4")]
    public void Broken_JSON_is_a_fault_with_line_and_column(string json, string position)
    {
        var fault = new ConfigWorld().Load(json).Faults.ShouldHaveSingleItem();

        fault.Path.ShouldBe(ConfigWorld.DefaultFile);
        fault.Found.ShouldBe("no JSON at " + position);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t ")]
    [InlineData("\uFEFF")]
    public void Empty_file_is_a_fault(string text) =>
        new ConfigWorld().Load(text).Faults.ShouldHaveSingleItem().Found.ShouldBe("an empty file");

    [Theory]
    [InlineData("[]", "a list")]
    [InlineData("\"s3cret\"", "a text")]
    [InlineData("null", "null")]
    public void File_that_is_no_object_is_a_fault(string json, string found) =>
        new ConfigWorld().Load(json).Faults.ShouldHaveSingleItem().Found.ShouldBe(found);

    [Fact]
    public void Invalid_UTF8_is_a_fault_with_line_and_column()
    {
        new ConfigWorld().Load([.. "{\n\"a\": \""u8, 0xFF, .. "\" }"u8]).Faults.ShouldHaveSingleItem().Found
            .ShouldBe("bytes that are no UTF-8 at line 2, column 7");
    }

    [Fact]
    public void UTF16_is_a_fault_that_says_so_and_a_byte_order_mark_is_forgiven()
    {
        new ConfigWorld().Load([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("{}")]).Faults.ShouldHaveSingleItem().Found.ShouldBe("UTF-16");
        new ConfigWorld().Load([.. Encoding.UTF8.Preamble, .. "{}"u8]).Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Five_megabytes_are_a_fault() =>
        new ConfigWorld().Load(new byte[5_000_000]).Faults.ShouldHaveSingleItem().Hint.ShouldContain("1 MiB");

    [Theory]
    [InlineData("[", "]", "deep nesting at line 1, column 44")]
    [InlineData("{\"a\":", "}", "deep nesting at line 1, column 168")]
    public void Nesting_without_end_is_a_fault(string open, string close, string position)
    {
        var levels = 150_000;
        var json = string.Concat(Enumerable.Repeat(open, levels)) + "1" + string.Concat(Enumerable.Repeat(close, levels));

        new ConfigWorld().Load($$"""{ "models": {{json}} }""").Faults.ShouldHaveSingleItem().Found.ShouldBe(position);
    }

    [Theory]
    [InlineData(JsonConfigFile.MaxDepth - 1, 0)]
    [InlineData(JsonConfigFile.MaxDepth, 1)]
    public void Nesting_is_bounded_at_the_level_the_documents_say(int lists, int faults)
    {
        new ConfigWorld().Load($"{{ \"hooks\": {new string('[', lists)}1{new string(']', lists)} }}").Faults.Count.ShouldBe(faults);
    }

    [Fact]
    public void Key_written_twice_is_a_fault_at_its_place() =>
        new ConfigWorld().Load("""{ "gateway": { "port": 1, "port": 2 } }""").Faults.ShouldHaveSingleItem()
            .ShouldBe(new("gateway.port", "the key twice", "write it once"));

    [Theory]
    [InlineData("{ \"language\": \"\\ud800\" }")]
    [InlineData("{ \"\\ud800\": 1 }")]
    public void Lone_surrogates_are_a_fault(string json) =>
        new ConfigWorld().Load(json).Faults.ShouldHaveSingleItem().Found.ShouldContain("surrogate");

    [Fact]
    public void Comments_and_trailing_commas_are_fine()
    {
        new ConfigWorld().Good("""
            // a comment
            { "gateway": { "port": 1, /* another */ }, }
            """).Gateway.Port.ShouldBe(1);
    }

    [Fact]
    public void Missing_default_file_is_fine_and_a_missing_named_one_is_a_fault()
    {
        var world = new ConfigWorld();

        world.Load().Config.ShouldNotBeNull().Home.ShouldBe(ConfigWorld.Home);
        ConfigLoader.Load(world.Source() with { File = "/etc/dinghy.json" }).Faults.ShouldHaveSingleItem()
            .ShouldBe(new("/etc/dinghy.json", "no such file", "the path of a config.json after --config"));
    }

    [Fact]
    public void Every_fault_is_reported_at_once()
    {
        var result = new ConfigWorld().Load("""
            { "channels": { "dingtalk": { "client_id": "YOUR_CLIENT_ID", "client_secret": "s", "mode": "pigeon", "dm_policy": "paring",
                "reply": { "part_chars": "many", "style": 5 }, "endpoints": { "api": "ftp://x" }, "group_trigger": true } },
              "models": { "timeout_seconds": 0, "providers": { "a": { "base_url": "http://u:p4ss@h/" } } },
              "inbox": { "max_age": "24 parsecs" }, "gateway": { "port": 65536, "host": 5 }, "language": "fr" }
            """);

        result.Config.ShouldBeNull();
        result.Faults.Select(fault => fault.Path).ShouldBe(
        [
            "channels.dingtalk.client_id", "channels.dingtalk.mode", "channels.dingtalk.dm_policy", "channels.dingtalk.group_trigger",
            "channels.dingtalk.reply.style", "channels.dingtalk.reply.part_chars", "channels.dingtalk.endpoints.api",
            "models.timeout_seconds", "models.providers.a.base_url", "inbox.max_age", "gateway.host", "gateway.port", "language",
        ], ignoreOrder: true);
        result.Faults.ShouldContain(new ConfigFault("channels.dingtalk.reply.part_chars", "\"many\"", "a whole number from 500 to 20000"));
        result.Faults.ShouldContain(new ConfigFault("channels.dingtalk.mode", "\"pigeon\"", "one of stream, http, both"));
        ConfigWorld.AllText(result).ShouldNotContain("p4ss");
    }

    [Fact]
    public void Faults_without_end_are_counted()
    {
        var entries = string.Join(',', Enumerable.Repeat("true", 300));

        var faults = new ConfigWorld().Load(ConfigWorld.Channel($"\"allow_from\": [{entries}]")).Faults;

        faults.Count.ShouldBe(ConfigReport.MaxEntries + 1);
        faults[^1].Found.ShouldBe("100 further faults");
    }
}
