using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

/// <summary>The blocks that people copy out of the pages, byte for byte.</summary>
public sealed class PageBlocksTests
{
    [Theory]
    [InlineData("page-001.json")]
    [InlineData("page-003-basic.json")]
    [InlineData("page-003-allow.json")]
    public void PicoClaw_block_with_its_placeholders_says_to_replace_both_and_nothing_else(string fixture)
    {
        var result = new ConfigWorld().Load(ConfigWorld.Fixture(fixture));

        result.Config.ShouldBeNull();
        result.Faults.Select(fault => fault.Path).ShouldBe(["channels.dingtalk.client_id", "channels.dingtalk.client_secret"]);
        result.Faults.ShouldAllBe(fault => fault.Found.Contains("placeholder") && fault.Hint.StartsWith("replace it"));
        result.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("page-001.json")]
    [InlineData("page-003-basic.json")]
    [InlineData("page-003-allow.json")]
    public void PicoClaw_block_verbatim_loads_with_the_keys_in_the_environment(string fixture)
    {
        var result = ConfigWorld.WithPair().Load(ConfigWorld.Fixture(fixture));

        result.Faults.ShouldBeEmpty();
        result.Warnings.ShouldBeEmpty();
        var account = result.Config!.Accounts.ShouldHaveSingleItem();
        account.ClientId.ShouldBe("dingenv");
        account.ClientSecret.Reveal().ShouldBe("secret-env");
        account.GroupTrigger.MentionOnly.ShouldBeTrue();
        result.Notes.ShouldContain("DingTalk keys are read from channels.dingtalk.");
    }

    [Fact]
    public void PicoClaw_block_loads_with_keys_filled_in()
    {
        var account = new ConfigWorld().Account(Filled("page-003-allow.json"));

        account.Id.ShouldBe("main");
        account.ClientId.ShouldBe("dingabc");
        account.ClientSecret.Reveal().ShouldBe("s3cret");
        account.RobotCode.ShouldBe("dingabc");
        account.AllowFrom.ShouldBe(["user123", "user456"], ignoreOrder: true);
        account.DmPolicy.ShouldBe(AccessPolicy.Allowlist);
        account.GroupPolicy.ShouldBe(AccessPolicy.Allowlist);
        account.GroupAllowFrom.ShouldBe(account.AllowFrom);
    }

    [Fact]
    public void Empty_allow_from_of_the_page_means_everyone()
    {
        var account = new ConfigWorld().Account(Filled("page-001.json"));

        account.DmPolicy.ShouldBe(AccessPolicy.Open);
        account.GroupPolicy.ShouldBe(AccessPolicy.Open);
    }

    [Fact]
    public void Form_3_is_read_from_settings_and_says_so()
    {
        var result = new ConfigWorld().Load(ConfigWorld.Fixture("picoclaw-v3.json"));

        result.Faults.ShouldBeEmpty();
        result.Warnings.ShouldBeEmpty();
        var account = result.Config!.Accounts.ShouldHaveSingleItem();
        (account.Id, account.ClientId, account.ClientSecret.Reveal()).ShouldBe(("main", "dingv3", "secret-v3"));
        result.Notes.ShouldContain("DingTalk keys are read from channel_list.dingtalk.settings (PicoClaw's form 3).");
    }

    [Fact]
    public void Form_3_with_keys_beside_type_is_read_and_says_so()
    {
        var result = new ConfigWorld().Load(ConfigWorld.Fixture("picoclaw-v3-flat.json"));

        result.Faults.ShouldBeEmpty();
        result.Config!.Accounts.ShouldHaveSingleItem().ClientId.ShouldBe("dingflat");
        result.Notes.ShouldContain("DingTalk keys are read from channel_list.dingtalk (PicoClaw's form 3, keys beside type).");
    }

    [Fact]
    public void Form_3_with_two_instances_gives_two_accounts()
    {
        var config = new ConfigWorld().Good("""
            { "channel_list": {
              "dingtalk": { "type": "dingtalk", "settings": { "client_id": "dinga", "client_secret": "sa" } },
              "works": { "type": "dingtalk", "settings": { "client_id": "dingb", "client_secret": "sb" } } } }
            """);

        config.Accounts.Select(account => (account.Id, account.ClientId)).ShouldBe([("main", "dinga"), ("works", "dingb")]);
    }

    [Fact]
    public void Channel_level_mention_only_of_the_oldest_form_is_the_group_trigger()
    {
        new ConfigWorld().Account(ConfigWorld.Fixture("picoclaw-v0.json")).GroupTrigger.MentionOnly.ShouldBeFalse();
    }

    [Fact]
    public void OpenClaw_plugin_block_loads_with_pairing()
    {
        var account = new ConfigWorld().Account(ConfigWorld.Fixture("page-002-strict.json").Replace("dingxxx", "dingabc").Replace("\"xxx\"", "\"s3cret\""));

        (account.Id, account.ClientId, account.ClientSecret.Reveal(), account.BotName, account.DmPolicy).ShouldBe(("main", "dingabc", "s3cret", "My AI assistant", AccessPolicy.Pairing));
    }

    [Fact]
    public void OpenClaw_plugin_block_with_bare_keys_is_read_like_the_strict_one()
    {
        var account = new ConfigWorld().Account(ConfigWorld.Fixture("page-002.json5")
            .Replace("pairing", "open").Replace("dingxxx", "dingabc").Replace("\"xxx\"", "\"s3cret\""));

        (account.Id, account.ClientId, account.ClientSecret.Reveal(), account.BotName).ShouldBe(("main", "dingabc", "s3cret", "My AI assistant"));
    }

    [Fact]
    public void The_settings_table_of_the_plugin_page_is_read_in_its_spelling()
    {
        var account = new ConfigWorld().Account("""
            { "channels": { "dingtalk": { "enabled": true, "clientId": "dingabc", "clientSecret": "s", "dmPolicy": "allowlist",
              "allowFrom": ["a"], "groupPolicy": "allowlist", "groupAllowFrom": ["b"] } } }
            """);

        account.DmPolicy.ShouldBe(AccessPolicy.Allowlist);
        account.GroupPolicy.ShouldBe(AccessPolicy.Allowlist);
        account.AllowFrom.ShouldBe(["a"]);
        account.GroupAllowFrom.ShouldBe(["b"]);
    }

    private static string Filled(string fixture) =>
        ConfigWorld.Fixture(fixture).Replace("YOUR_CLIENT_ID", "dingabc").Replace("YOUR_CLIENT_SECRET", "s3cret");
}
