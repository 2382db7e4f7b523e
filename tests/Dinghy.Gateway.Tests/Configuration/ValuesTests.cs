using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class ValuesTests
{
    [Theory]
    [InlineData("800ms", 0.8)]
    [InlineData("90s", 90)]
    [InlineData("1.5h", 5400)]
    [InlineData("24h", 86400)]
    [InlineData("7d", 604800)]
    [InlineData("15M", 900)]
    [InlineData("90", 90)]
    public void Durations_are_read(string text, double seconds)
    {
        Durations.TryParse(text, out var value).ShouldBeTrue();
        value.TotalSeconds.ShouldBe(seconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("-5s")]
    [InlineData("1e999")]
    [InlineData("99999999999999999999d")]
    [InlineData("5 parsecs")]
    [InlineData("NaN")]
    public void What_is_no_duration_is_refused(string text) => Durations.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("127.0.0.l")]
    [InlineData("admin.example")]
    [InlineData("*")]
    public void A_host_that_is_no_address_is_a_fault_since_the_web_server_would_open_every_address(string host) =>
        new ConfigWorld().Load($$"""{ "gateway": { "host": "{{host}}" } }""").Faults.ShouldHaveSingleItem().Path.ShouldBe("gateway.host");

    [Fact]
    public void Everybody_is_no_owner()
    {
        new ConfigWorld().Load("""{ "owners": ["*"] }""").Faults.ShouldHaveSingleItem().Path.ShouldBe("owners");
        new ConfigWorld().Load("""{ "owners": ["manager75"] }""").Config!.Owners.ShouldBe(["manager75"]);
    }

    [Theory]
    [InlineData("\"2h\"", 7200)]
    [InlineData("3600", 3600)]
    public void Max_age_is_a_text_or_seconds(string value, int seconds) =>
        new ConfigWorld().Good($$"""{ "inbox": { "max_age": {{value}} } }""").Inbox.MaxAge.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("\"inbox\": { \"max_age\": \"10s\" }")]
    [InlineData("\"inbox\": { \"max_age\": \"31d\" }")]
    [InlineData("\"inbox\": { \"max_waiting\": 0 }")]
    [InlineData("\"inbox\": { \"max_waiting\": 1.5 }")]
    [InlineData("\"inbox\": { \"max_waiting\": true }")]
    [InlineData("\"inbox\": []")]
    [InlineData("\"gateway\": { \"port\": -1 }")]
    [InlineData("\"gateway\": { \"port\": 99999999999999999999 }")]
    [InlineData("\"models\": { \"default\": { \"primary\": \"a/b\" } }")]
    [InlineData("\"models\": { \"providers\": { \"x\": { \"type\": \"carrier-pigeon\" } } }")]
    [InlineData("\"models\": { \"providers\": { \"x\": { \"base_url\": \"127.0.0.1:80\" } } }")]
    public void Values_outside_the_schema_are_one_fault(string keys) => new ConfigWorld().Load($"{{ {keys} }}").Faults.ShouldHaveSingleItem();

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"true\"", true)]
    [InlineData("\"1\"", true)]
    [InlineData("\"off\"", false)]
    [InlineData("false", false)]
    public void Flags_are_read(string value, bool expected) =>
        new ConfigWorld().Account(ConfigWorld.Channel($"\"allow_external\": {value}")).AllowExternal.ShouldBe(expected);

    [Theory]
    [InlineData("1")]
    [InlineData("\"perhaps\"")]
    [InlineData("{}")]
    public void What_is_no_flag_is_a_fault(string value) =>
        new ConfigWorld().Load(ConfigWorld.Channel($"\"allow_external\": {value}")).Faults.ShouldHaveSingleItem().Hint.ShouldBe("true or false");

    [Fact]
    public void Null_is_absent()
    {
        new ConfigWorld().Good("""{ "channels": null, "models": { "default": null }, "gateway": { "port": null }, "inbox": null }""").Gateway.Port.ShouldBe(18790);
    }

    [Fact]
    public void Models_and_agent_are_read()
    {
        var config = new ConfigWorld().Set("DASHSCOPE_API_KEY", "dash").Good("""
            { "models": { "default": " qwen/qwen3.7-plus ", "providers": {
                "qwen": { "api_key": "${DASHSCOPE_API_KEY}" },
                "lab": { "type": "openai", "base_url": "http://127.0.0.1:18081/v1", "api_key": "x" } } },
              "agents": { "default": { "instructions": "Line one\n  line two", "model": "lab/m" } },
              "gateway": { "host": "0.0.0.0", "port": 0 }, "language": "zh" }
            """);

        config.Models.Default.ShouldBe("qwen/qwen3.7-plus");
        config.Models.Providers["qwen"].ApiKey!.Reveal().ShouldBe("dash");
        (config.Models.Providers["qwen"].Type, config.Models.Providers["qwen"].BaseUrl).ShouldBe((null, null));
        (config.Models.Providers["lab"].Type, config.Models.Providers["lab"].BaseUrl).ShouldBe(("openai", new Uri("http://127.0.0.1:18081/v1")));
        config.Agents.Default.ShouldBe(new AgentConfig { Instructions = "Line one\n  line two", Model = "lab/m", Workspace = Path.Combine(config.Home, "workspace") });
        (config.Gateway.Host, config.Gateway.Port, config.Language).ShouldBe(("0.0.0.0", 0, "zh"));
    }

    [Fact]
    public void Plain_http_endpoint_beyond_this_machine_is_a_warning()
    {
        new ConfigWorld().Load(ConfigWorld.Channel("\"endpoints\": { \"api\": \"http://example.com\", \"oapi\": \"http://127.0.0.1:1\" }"))
            .Warnings.ShouldHaveSingleItem().Path.ShouldBe("channels.dingtalk.endpoints.api");
    }

    [Fact]
    public void Home_comes_from_the_argument_then_the_variable_then_the_user()
    {
        var world = new ConfigWorld();

        world.Source().HomeFolder().ShouldBe(ConfigWorld.Home);
        world.Set("DINGHY_HOME", "~/elsewhere");
        world.Source().HomeFolder().ShouldBe("/home/ada/elsewhere");
        var source = world.Source() with { Home = "/srv/dinghy" };
        source.HomeFolder().ShouldBe("/srv/dinghy");
        source.ConfigFile().ShouldBe("/srv/dinghy/config.json");
        (source with { File = "/etc/d.json" }).ConfigFile().ShouldBe("/etc/d.json");
    }

    [Fact]
    public void Real_files_are_read_and_folders_are_faults()
    {
        var folder = Directory.CreateTempSubdirectory("dinghy-config");
        try
        {
            File.WriteAllText(Path.Join(folder.FullName, "config.json"), """{ "gateway": { "port": 7 } }""");
            var source = new ConfigWorld().Source() with { Home = folder.FullName, ReadFile = ConfigSource.FromProcess(null, null).ReadFile };

            ConfigLoader.Load(source).Config!.Gateway.Port.ShouldBe(7);
            ConfigLoader.Load(source with { File = folder.FullName }).Faults.ShouldHaveSingleItem().Path.ShouldBe(folder.FullName);
            ConfigLoader.Load(source with { File = "a\0b" }).Faults.ShouldHaveSingleItem();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
