using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class AccountsTests
{
    private const string Two = """
        { "channels": { "dingtalk": {
            "bot_name": "Base", "allow_from": ["boss"], "reply": { "style": "text", "part_chars": 800 },
            "accounts": {
              "a": { "appKey": "dinga", "appSecret": "sa", "reply": { "part_chars": 900 }, "mention_only": false },
              "b": { "appKey": "dingb", "appSecret": "sb", "botName": "Bee", "allow_from": [] } } } } }
        """;

    [Fact]
    public void Accounts_inherit_the_channels_keys_and_override_them_one_by_one()
    {
        var accounts = new ConfigWorld().Good(Two).Accounts;

        accounts.Select(account => (account.Id, account.ClientId, account.BotName)).ShouldBe([("a", "dinga", "Base"), ("b", "dingb", "Bee")]);
        accounts[0].Reply.ShouldBe(new ReplyConfig { Style = ReplyStyle.Text, PartChars = 900 });
        accounts[0].GroupTrigger.MentionOnly.ShouldBeFalse();
        accounts[1].Reply.PartChars.ShouldBe(800);
        accounts[1].GroupTrigger.MentionOnly.ShouldBeTrue();
        accounts[0].DmPolicy.ShouldBe(AccessPolicy.Allowlist);
        accounts[1].DmPolicy.ShouldBe(AccessPolicy.Open);
    }

    [Fact]
    public void No_accounts_means_one_called_main()
    {
        new ConfigWorld().Account(ConfigWorld.Channel("\"accounts\": {}")).Id.ShouldBe("main");
    }

    [Fact]
    public void No_channel_at_all_is_legal()
    {
        var result = new ConfigWorld().Load("{}");

        result.Config!.Accounts.ShouldBeEmpty();
        result.Notes.ShouldContain("No DingTalk account is configured.");
    }

    [Fact]
    public void Switched_off_accounts_are_left_out_and_not_checked()
    {
        var result = new ConfigWorld().Load(Two.Replace("\"appSecret\": \"sb\"", "\"enabled\": false, \"appSecret\": \"${NOT_SET}\""));

        result.Faults.ShouldBeEmpty();
        result.Config!.Accounts.ShouldHaveSingleItem().Id.ShouldBe("a");
        result.Notes.ShouldContain("channels.dingtalk.accounts.b.enabled is false: account b is not connected.");
    }

    [Fact]
    public void Environment_pair_feeds_the_only_account_even_over_its_own_keys()
    {
        var account = ConfigWorld.WithPair().Account("""{ "channels": { "dingtalk": { "accounts": { "work": { "appKey": "dinga", "appSecret": "sa" } } } } }""");

        (account.Id, account.ClientId).ShouldBe(("work", "dingenv"));
    }

    [Fact]
    public void Environment_pair_feeds_the_one_of_several_without_keys()
    {
        var accounts = ConfigWorld.WithPair().Good(Two.Replace("\"appKey\": \"dingb\", \"appSecret\": \"sb\",", "")).Accounts;

        accounts.Select(account => (account.Id, account.ClientId)).ShouldBe([("a", "dinga"), ("b", "dingenv")]);
    }

    [Fact]
    public void Environment_secret_completes_the_one_account_that_has_only_an_id()
    {
        var accounts = new ConfigWorld().Set("DINGTALK_APP_SECRET", "secret-env").Good(Two.Replace("\"appSecret\": \"sb\",", "")).Accounts;

        accounts.Select(account => account.ClientSecret.Reveal()).ShouldBe(["sa", "secret-env"]);
    }

    [Fact]
    public void Environment_pair_is_a_warning_when_every_account_has_keys()
    {
        var result = ConfigWorld.WithPair().Load(Two);

        result.Config!.Accounts.Select(account => account.ClientId).ShouldBe(["dinga", "dingb"]);
        result.Warnings.ShouldHaveSingleItem().Path.ShouldBe("DINGTALK_APP_KEY");
    }

    [Fact]
    public void Environment_pair_is_a_fault_when_several_accounts_want_it()
    {
        var result = ConfigWorld.WithPair().Load("""{ "channels": { "dingtalk": { "accounts": { "a": {}, "b": {} } } } }""");

        result.Faults.ShouldContain(fault => fault.Path == "channels.dingtalk.accounts" && fault.Found.Contains("(a, b)"));
    }

    [Fact]
    public void One_robot_in_two_accounts_is_a_fault()
    {
        var fault = new ConfigWorld().Load(Two.Replace("dingb", "dinga")).Faults.ShouldHaveSingleItem();

        fault.Found.ShouldBe("one client_id in several accounts (a at channels.dingtalk.accounts.a, b at channels.dingtalk.accounts.b)");
    }

    [Fact]
    public void Missing_keys_are_faults_at_the_account()
    {
        var faults = new ConfigWorld().Load("""{ "channels": { "dingtalk": { "accounts": { "a": {} } } } }""").Faults;

        faults.Select(fault => fault.Path).ShouldBe(["channels.dingtalk.accounts.a.client_id", "channels.dingtalk.accounts.a.client_secret"]);
    }

    [Fact]
    public void More_accounts_than_the_bound_are_a_fault()
    {
        var accounts = string.Join(',', Enumerable.Range(0, 65).Select(i => $$"""  "a{{i}}": { "client_id": "ding{{i}}", "client_secret": "s" }  """));

        new ConfigWorld().Load($$"""{ "channels": { "dingtalk": { "accounts": { {{accounts}} } } } }""").Faults
            .ShouldContain(new ConfigFault("channels.dingtalk.accounts", "65 entries", "at most 64"));
    }

    [Theory]
    [InlineData("\"\": {}")]
    [InlineData("\"a\\nb\": {}")]
    [InlineData("\"a\": 5")]
    [InlineData("\"a\": \"s3cret\"")]
    public void Accounts_that_are_none_are_faults(string accounts)
    {
        var result = new ConfigWorld().Load($$"""{ "channels": { "dingtalk": { "accounts": { {{accounts}} } } } }""");

        result.Faults.ShouldNotBeEmpty();
        ConfigWorld.AllText(result).ShouldNotContain("s3cret");
    }
}
