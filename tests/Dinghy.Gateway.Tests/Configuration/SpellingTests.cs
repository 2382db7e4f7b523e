using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("clientId", "client_id")]
    [InlineData("ClientID", "client_id")]
    [InlineData("CLIENT_ID", "client_id")]
    [InlineData("appKey", "app_key")]
    [InlineData("dmPolicy", "dm_policy")]
    [InlineData("oapi", "oapi")]
    [InlineData("model2Name", "model2_name")]
    public void Camel_case_folds_to_snake_case(string written, string folded) => KeySpelling.Fold(written).ShouldBe(folded);

    [Theory]
    [InlineData("client_id", "client_secret")]
    [InlineData("clientId", "clientSecret")]
    [InlineData("app_key", "app_secret")]
    [InlineData("appKey", "appSecret")]
    public void Every_spelling_of_the_key_pair_is_read(string id, string secret)
    {
        var account = new ConfigWorld().Account($$"""{ "channels": { "dingtalk": { "{{id}}": "dinga", "{{secret}}": "s1" } } }""");

        (account.ClientId, account.ClientSecret.Reveal()).ShouldBe(("dinga", "s1"));
    }

    [Fact]
    public void Camel_case_folds_at_every_level()
    {
        var config = new ConfigWorld().Good("""
            { "channels": { "dingtalk": { "appKey": "dinga", "appSecret": "s", "botName": "Bo", "robotCode": "r1", "corpId": "c", "agentId": 12345678,
                "allowExternal": true, "groupTrigger": { "mentionOnly": false }, "reply": { "partChars": 600 } } },
              "models": { "timeoutSeconds": 7, "providers": { "myLab": { "baseUrl": "http://127.0.0.1:1/v1", "apiKey": "k" } } },
              "inbox": { "maxAge": "2h", "maxWaiting": 3 } }
            """);

        var account = config.Accounts.ShouldHaveSingleItem();
        (account.BotName, account.RobotCode, account.CorpId, account.AgentId).ShouldBe(("Bo", "r1", "c", "12345678"));
        (account.AllowExternal, account.GroupTrigger.MentionOnly, account.Reply.PartChars).ShouldBe((true, false, 600));
        config.Models.TimeoutSeconds.ShouldBe(7);
        config.Inbox.MaxAge.ShouldBe(TimeSpan.FromHours(2));
        config.Inbox.MaxWaiting.ShouldBe(3);
        var (name, provider) = config.Models.Providers.ShouldHaveSingleItem();
        name.ShouldBe("myLab");
        provider.ApiKey!.Reveal().ShouldBe("k");
    }

    [Fact]
    public void Two_spellings_with_different_values_are_a_fault_that_names_both_and_shows_neither_value()
    {
        var result = new ConfigWorld().Load("""
            { "channels": { "dingtalk": { "client_id": "dinga", "clientSecret": "first-s", "app_secret": "second-s" } } }
            """);

        var fault = result.Faults.ShouldHaveSingleItem();
        fault.ToString().ShouldContain("channels.dingtalk.clientSecret");
        fault.ToString().ShouldContain("channels.dingtalk.app_secret");
        ConfigWorld.AllText(result).ShouldNotContain("-s\"");
        ConfigWorld.AllText(result).ShouldNotContain("first-s");
    }

    [Fact]
    public void Two_spellings_with_one_value_are_fine()
    {
        new ConfigWorld().Account("""{ "channels": { "dingtalk": { "client_id": "dinga", "appKey": "dinga", "client_secret": "s" } } }""")
            .ClientId.ShouldBe("dinga");
    }

    [Theory]
    [InlineData("\"mention_only\": true, \"group_trigger\": { \"mention_only\": false }", "group_trigger.mention_only", "mention_only")]
    [InlineData("\"group_enabled\": false, \"group_policy\": \"open\"", "group_policy", "group_enabled")]
    [InlineData("\"messageType\": \"text\", \"reply\": { \"style\": \"markdown\" }", "reply.style", "messageType")]
    public void Two_places_of_one_key_with_different_values_are_a_fault_that_names_both(string keys, string first, string second)
    {
        var fault = new ConfigWorld().Load(ConfigWorld.Channel(keys)).Faults.ShouldHaveSingleItem().ToString();

        fault.ShouldContain("channels.dingtalk." + first);
        fault.ShouldContain("channels.dingtalk." + second);
    }

    [Fact]
    public void Settings_and_the_block_that_holds_it_may_not_differ()
    {
        var fault = new ConfigWorld().Load("""
            { "channel_list": { "dingtalk": { "type": "dingtalk", "client_id": "dinga", "settings": { "client_id": "dingb", "client_secret": "s" } } } }
            """).Faults.ShouldHaveSingleItem().ToString();

        fault.ShouldContain("channel_list.dingtalk.client_id");
        fault.ShouldContain("channel_list.dingtalk.settings.client_id");
    }

    [Fact]
    public void Group_enabled_false_disables_groups_and_true_leaves_the_policy_to_the_lists()
    {
        new ConfigWorld().Account(ConfigWorld.Channel("\"group_enabled\": false")).GroupPolicy.ShouldBe(AccessPolicy.Disabled);
        new ConfigWorld().Account(ConfigWorld.Channel("\"group_enabled\": true")).GroupPolicy.ShouldBe(AccessPolicy.Open);
    }

    [Fact]
    public void Flat_keys_of_connectors_are_read()
    {
        var reply = new ConfigWorld().Account(ConfigWorld.Channel("\"messageType\": \"markdown\", \"textChunkLimit\": 1000")).Reply;

        reply.ShouldBe(new ReplyConfig { Style = ReplyStyle.Markdown, PartChars = 1000 });
    }

    [Theory]
    [InlineData("allow_form", "did you mean allow_from?")]
    [InlineData("clientid", "did you mean client_id?")]
    [InlineData("reasoning_chanel_id", "did you mean reasoning_channel_id?")]
    [InlineData("part_chars", "it belongs at channels.dingtalk.reply.part_chars")]
    [InlineData("zzzzzzzz", "no such key; it is kept and not used")]
    public void Unknown_key_is_a_warning_with_the_nearest_name(string key, string hint)
    {
        var result = new ConfigWorld().Load(ConfigWorld.Channel($"\"{key}\": \"v4lue\""));

        result.Faults.ShouldBeEmpty();
        var warning = result.Warnings.ShouldHaveSingleItem();
        (warning.Path, warning.Hint).ShouldBe(("channels.dingtalk." + key, hint));
        ConfigWorld.AllText(result).ShouldNotContain("v4lue");
    }

    [Fact]
    public void Names_of_accounts_and_providers_are_never_unknown_keys()
    {
        var result = new ConfigWorld().Load("""
            { "channels": { "dingtalk": { "accounts": { "clientId": { "client_id": "dinga", "client_secret": "s" } } } },
              "models": { "providers": { "apiKey": {} } } }
            """);

        result.Warnings.ShouldBeEmpty();
        result.Config!.Accounts.ShouldHaveSingleItem().Id.ShouldBe("clientId");
        result.Config.Models.Providers.Keys.ShouldBe(["apiKey"]);
    }

    [Fact]
    public void Another_chat_systems_channel_is_a_warning()
    {
        var result = new ConfigWorld().Load("""{ "channels": { "telegram": { "token": "t0ken" } } }""");

        result.Warnings.ShouldHaveSingleItem().Path.ShouldBe("channels.telegram");
        result.Config!.Accounts.ShouldBeEmpty();
    }

    [Fact]
    public void One_account_in_both_forms_is_a_fault_that_names_both()
    {
        var fault = new ConfigWorld().Load("""
            { "channels": { "dingtalk": { "client_id": "dinga", "client_secret": "s" } },
              "channel_list": { "dingtalk": { "type": "dingtalk", "settings": { "client_id": "dingb", "client_secret": "s" } } } }
            """).Faults.ShouldHaveSingleItem().ToString();

        fault.ShouldContain("channels.dingtalk");
        fault.ShouldContain("channel_list.dingtalk");
    }
}
