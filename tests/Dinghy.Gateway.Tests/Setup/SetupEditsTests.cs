using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Setup;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Setup;

/// <summary>What answers do to a file.</summary>
public sealed class SetupEditsTests : IDisposable
{
    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    private string ConfigFile => Path.Combine(_home.Path, "config.json");

    private ConfigSource Source => new() { Home = _home.Path, Environment = _ => null, VariableNames = [] };

    private ConfigEditor Editor() => new(Source, new ConfigHistory(_home.Path, new ManualTimeProvider(Said.At)));

    private EditResult Save(ChannelAnswers answers) => Editor().SetAll(ChannelEdits.Of(answers, ConfigLoader.Load(Source).Readable, Editor().Has), "the robot is saved");

    private EditResult Save(ModelAnswers answers) => Editor().SetAll(ModelEdits.Of(answers, Editor().Has), "the model is saved");

    [Fact]
    public void From_nothing_a_file_that_reads_well_comes_into_being()
    {
        Save(new ChannelAnswers { ClientId = "ding1", ClientSecret = "s3cret" }).Done.ShouldBeTrue();
        Save(new ModelAnswers { Model = "qwen/qwen3.7-plus", ApiKey = "sk-1" }).Done.ShouldBeTrue();
        File.ReadAllText(ConfigFile).ShouldBe("""
            {
              "channels": {
                "dingtalk": {
                  "enabled": true,
                  "client_id": "ding1",
                  "client_secret": "s3cret",
                  "dm_policy": "pairing"
                }
              },
              "models": {
                "default": "qwen/qwen3.7-plus",
                "providers": {
                  "qwen": {
                    "api_key": "sk-1"
                  }
                }
              }
            }

            """);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(ConfigFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void A_second_run_changes_single_keys_and_keeps_comments_and_what_somebody_chose()
    {
        File.WriteAllText(ConfigFile, """
            {
              // ours
              "channels": { "dingtalk": { "enabled": true, "appKey": "ding1", /* old */ "appSecret": "a", "dm_policy": "open" } },
              "models": { "default": "demo/demo" }, // for now
            }
            """);
        Save(new ChannelAnswers { ClientId = "ding2", ClientSecret = "b" }).Done.ShouldBeTrue();
        Save(new ModelAnswers { Model = "lab/m", BaseUrl = "http://127.0.0.1:1/v1" }).Done.ShouldBeTrue();
        File.ReadAllText(ConfigFile).ShouldBe("""
            {
              // ours
              "channels": { "dingtalk": { "enabled": true, "appKey": "ding2", /* old */ "appSecret": "b", "dm_policy": "open" } },
              "models": { "default": "lab/m", "providers": { "lab": { "base_url": "http://127.0.0.1:1/v1" } } }, // for now
            }
            """);
    }

    [Fact]
    public void A_secret_that_stands_in_a_file_stays_there()
    {
        var secret = Path.Combine(_home.Path, "secret");
        File.WriteAllText(secret, "hush-hush\n");
        Save(new ChannelAnswers { ClientId = "ding1", ClientSecretFile = secret }).Done.ShouldBeTrue();
        File.ReadAllText(ConfigFile).ShouldNotContain("hush");
        ConfigLoader.Load(Source).Config!.Accounts.ShouldHaveSingleItem().ClientSecret.Reveal().ShouldBe("hush-hush");
    }

    [Fact]
    public void A_second_robot_leaves_the_first_as_it_was()
    {
        Save(new ChannelAnswers { ClientId = "ding1", ClientSecret = "a", DmPolicy = "open" }).Done.ShouldBeTrue();
        Save(new ChannelAnswers { Account = "branch", ClientId = "ding2", ClientSecret = "b" }).Done.ShouldBeTrue();
        var accounts = ConfigLoader.Load(Source).Config!.Accounts;
        accounts.Select(account => $"{account.Id} {account.ClientId} {account.ClientSecret.Reveal()} {account.DmPolicy}").ShouldBe(["main ding1 a Open", "branch ding2 b Open"]);
        ChannelEdits.Written(ConfigLoader.Load(Source).Config!).ShouldBe(["main", "branch"]);
    }

    [Fact]
    public void A_switched_off_channel_is_switched_on_by_setting_it_up()
    {
        File.WriteAllText(ConfigFile, """{ "channels": { "dingtalk": { "enabled": false, "client_id": "ding1", "client_secret": "a" } } }""");
        Save(new ChannelAnswers { ClientId = "ding2", ClientSecret = "b" }).Done.ShouldBeTrue();
        ConfigLoader.Load(Source).Config!.Accounts.ShouldHaveSingleItem().ClientId.ShouldBe("ding2");
    }

    [Fact]
    public void All_keys_are_written_or_none()
    {
        const string Before = """{ "channels": { "dingtalk": { "enabled": true, "client_id": "ding1", "client_secret": "a" } }, "models": "none" }""";
        File.WriteAllText(ConfigFile, Before);
        var result = Editor().SetAll([new("gateway.port", "18999"), new("models.default.x", "1"), new("language", "zh")], "it is saved");
        result.Done.ShouldBeFalse();
        File.ReadAllText(ConfigFile).ShouldBe(Before);
        result = Editor().SetAll([new("language", "zh"), new("gateway.port", "-1")], "it is saved");
        (result.Done, result.Faults.Count > 0).ShouldBe((false, true));
        File.ReadAllText(ConfigFile).ShouldBe(Before);
    }

    [Fact]
    public void A_yaml_file_is_set_up_too()
    {
        File.WriteAllText(Path.Combine(_home.Path, "config.yaml"), "# ours\nlanguage: zh\n");
        Save(new ChannelAnswers { ClientId = "ding1", ClientSecret = "a" }).Done.ShouldBeTrue();
        Save(new ChannelAnswers { ClientId = "ding2" }).Done.ShouldBeTrue();
        ConfigLoader.Load(Source).Config!.Accounts.ShouldHaveSingleItem().ClientId.ShouldBe("ding2");
        File.ReadAllText(Path.Combine(_home.Path, "config.yaml")).ShouldStartWith("# ours\nlanguage: zh\n");
    }
}
