using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Files;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class YamlTests
{
    private const string Home = ConfigWorld.Home;

    private static string Filled => ConfigWorld.Fixture("page-004-channels.yaml")
        .Replace("dingxxxxxxxxxxxxxxxx", "dingpage4").Replace("your_app_secret_here", "page-secret").Replace("your_webhook_token", "t0ken").Replace("your_aes_key_here", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG").Replace("your-agent-name", "default");

    [Fact]
    public void The_list_of_channels_of_the_HTTP_mode_page_is_read_from_the_home_folder()
    {
        var config = new ConfigWorld().Put(Home + "/channels.yaml", Filled).Good();

        var account = config.Accounts.ShouldHaveSingleItem();
        (account.Id, account.ClientId, account.ClientSecret.Reveal(), account.AgentId).ShouldBe(("dingtalk-main", "dingpage4", "page-secret", "12345678"));
        (account.GroupPolicy, account.GroupTrigger.MentionOnly).ShouldBe((AccessPolicy.Open, true));
        (account.Mode, account.Http.Token!.Reveal(), account.Http.AesKey!.Reveal(), account.Http.Paths[0]).ShouldBe((ReceiveMode.Http, "t0ken", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "/webhooks/dingtalk"));
        config.File.ShouldBe(Home + "/channels.yaml");
    }

    [Fact]
    public void Placeholders_of_the_page_are_named_with_their_places() =>
        new ConfigWorld().Put(Home + "/channels.yaml", ConfigWorld.Fixture("page-004-channels.yaml")).Load()
            .Faults.Select(fault => fault.Path).ShouldBe(["channels[0].app_key", "channels[0].app_secret", "channels[0].token", "channels[0].aes_key"]);

    [Fact]
    public void Where_the_list_stands_alone_no_other_file_is_missed() =>
        new ConfigWorld().Put(Home + "/channels.yaml", Filled).Load().Notes.ShouldNotContain(note => note.Contains("No file at"));

    [Fact]
    public void Group_enabled_false_is_the_disabled_group_policy() =>
        new ConfigWorld().Put(Home + "/channels.yaml", Filled.Replace("group_enabled: true", "group_enabled: false")).Account().GroupPolicy.ShouldBe(AccessPolicy.Disabled);

    [Fact]
    public void Keys_at_the_top_of_the_page_belong_to_every_robot_of_the_file()
    {
        var config = new ConfigWorld().Put(Home + "/channels.yaml", Filled + """

            batch_responses: false
            response_format:
              type: dingtalk_action_card
              btn_orientation: "1"
              buttons:
                - title: "Approve"
                  action_url: "dingtalk://dingtalkclient/action/approve"
            """).Good();

        var account = config.Accounts.ShouldHaveSingleItem();
        account.BatchResponses.ShouldBeFalse();
        account.ResponseFormat.ShouldNotBeNull().Buttons.ShouldBe([new("Approve", "dingtalk://dingtalkclient/action/approve")]);
    }

    [Fact]
    public void The_list_stands_beside_the_main_file()
    {
        var config = new ConfigWorld().Put(Home + "/channels.yaml", Filled).Good("""{ "channels": { "dingtalk": { "client_id": "dinga", "client_secret": "s" } }, "language": "zh" }""");

        config.Accounts.Select(account => (account.Id, account.ClientId)).ShouldBe([("main", "dinga"), ("dingtalk-main", "dingpage4")]);
        config.Language.ShouldBe("zh");
    }

    [Fact]
    public void One_account_in_both_files_is_a_fault_that_names_both()
    {
        var fault = new ConfigWorld().Put(Home + "/channels.yaml", Filled)
            .Load("""{ "channels": { "dingtalk": { "accounts": { "dingtalk-main": { "client_id": "dinga", "client_secret": "s" } } } } }""").Faults.ShouldHaveSingleItem();
        (fault.Path, fault.Found).ShouldBe(("channels.yaml:channels[0]", "account \"dingtalk-main\" already given at channels.dingtalk.accounts.dingtalk-main"));

        new ConfigWorld().Put(Home + "/channels.yaml", Filled)
            .Load("""{ "channels": { "dingtalk": { "client_id": "dingpage4", "client_secret": "s" } } }""").Faults.ShouldHaveSingleItem().Found
            .ShouldBe("one client_id in several accounts (main at channels.dingtalk, dingtalk-main at channels.yaml:channels[0])");
    }

    [Theory]
    [InlineData("config.yaml")]
    [InlineData("config.yml")]
    public void The_whole_configuration_may_be_YAML(string name)
    {
        var config = new ConfigWorld().Put($"{Home}/{name}", """
            # ours, in YAML
            channels:
              dingtalk:
                clientId: dinga
                client_secret: "0123"
                allow_from: [0123, ada]
                enabled: yes
            models: &m { default: lab/x, providers: { lab: { base_url: http://127.0.0.1:1/v1, api_key: k } } }
            gateway: { port: 0 }
            language: zh
            """).Good();

        config.Accounts.ShouldHaveSingleItem().AllowFrom.ShouldBe(["0123", "ada"], ignoreOrder: true);
        (config.Models.Default, config.Gateway.Port, config.Language).ShouldBe(("lab/x", 0, "zh"));
        config.File.ShouldBe($"{Home}/{name}");
    }

    [Fact]
    public void Two_main_files_are_a_fault_that_names_both()
    {
        var fault = new ConfigWorld().Put(Home + "/config.yaml", "language: zh").Load("{}").Faults.ShouldHaveSingleItem();

        fault.Path.ShouldBe(Home + "/config.yaml");
        fault.Found.ShouldContain(ConfigWorld.DefaultFile);
    }

    [Fact]
    public void Merge_keys_and_aliases_are_followed()
    {
        var config = new ConfigWorld().Put(Home + "/config.yaml", """
            robot: &robot { group_policy: disabled, allow_from: &people [ada] }
            channels:
              dingtalk:
                accounts:
                  a: { <<: *robot, client_id: dinga, client_secret: s }
                  b: { client_id: dingb, client_secret: s, group_allow_from: *people }
            """).Good();

        config.Accounts.Select(account => account.GroupPolicy).ShouldBe([AccessPolicy.Disabled, AccessPolicy.Allowlist]);
    }

    [Theory]
    [InlineData("a: [1, 2\nb: 3", "line 2")]
    [InlineData("a:\n\t- b", "line 2")]
    [InlineData("a: b: c", "line 1")]
    [InlineData("a: \"\\q\"", "line 1")]
    public void Broken_YAML_is_a_fault_with_its_line(string yaml, string position)
    {
        var fault = new ConfigWorld().Put(Home + "/config.yaml", yaml).Load().Faults.ShouldHaveSingleItem();

        fault.Path.ShouldBe(Home + "/config.yaml");
        fault.Found.ShouldStartWith("no YAML at " + position);
    }

    [Theory]
    [InlineData("a: 1\na: 2", "the key twice")]
    [InlineData("? [a]\n: 1", "a key that is no text at line 1, column 3")]
    [InlineData("a: *nowhere", "an alias to nothing")]
    [InlineData("a: 1\n---\nb: 2", "several documents (---)")]
    [InlineData("- a", "a list")]
    [InlineData("# nothing", "an empty file")]
    public void What_a_configuration_can_not_be_is_a_fault(string yaml, string found) =>
        new ConfigWorld().Put(Home + "/config.yaml", yaml).Load().Faults[0].Found.ShouldStartWith(found);

    [Fact]
    public void Nesting_and_aliases_without_end_are_faults()
    {
        new ConfigWorld().Put(Home + "/config.yaml", "a: " + new string('[', 200_000)).Load().Faults.ShouldHaveSingleItem().Found.ShouldStartWith("deep nesting at line 1");

        var bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 12).Select(i =>
            $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        new ConfigWorld().Put(Home + "/config.yaml", bomb).Load().Faults.ShouldHaveSingleItem().Found.ShouldStartWith($"more than {YamlConfigFile.MaxNodes} values");
    }
}
