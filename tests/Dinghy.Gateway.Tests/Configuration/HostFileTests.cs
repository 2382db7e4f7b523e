using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

/// <summary>Other programs' files, read where they lie.</summary>
public sealed class HostFileTests
{
    private const string OpenClaw = "/home/ada/.openclaw/openclaw.json";

    [Fact]
    public void OpenClaws_variables_are_read_beside_its_file_and_the_environments_come_first()
    {
        var world = new ConfigWorld().Set("DEEPSEEK_API_KEY", "sk-process").Put("/home/ada/.openclaw/.env", "HQ_SECRET=hush\nZHIPU_API_KEY=sk-zhipu")
            .Put(OpenClaw, """{ env: { vars: { DASHSCOPE_API_KEY: "sk-dash", HQ_SECRET: "later" } }, channels: { dingtalk: { clientId: "dingone", clientSecret: "${HQ_SECRET}", dmPolicy: "pairing", groupPolicy: "disabled" } } }""");
        var result = ConfigLoader.Load(world.Source() with { File = OpenClaw });
        result.Faults.ShouldBeEmpty();
        result.Config!.Accounts.ShouldHaveSingleItem().ClientSecret.Reveal().ShouldBe("hush");
        result.Config.Models.Variables.Keys.ShouldBe(["HQ_SECRET", "ZHIPU_API_KEY", "DASHSCOPE_API_KEY"], ignoreOrder: true);
        ConfigWorld.AllText(result).ShouldNotContain("dm_policy");
        world.Put(ConfigWorld.DefaultFile, """{ "channels": { "dingtalk": { "client_id": "dingone", "client_secret": "${HQ_SECRET}" } } }""").Load().Faults.ShouldNotBeEmpty("only OpenClaw's file has such neighbours");
    }

    [Fact]
    public void A_door_that_is_closed_to_OpenClaw_and_open_here_is_warned_of()
    {
        var world = new ConfigWorld().Put(OpenClaw, """{ channels: { dingtalk: { clientId: "dingone", clientSecret: "hush" } } }""");
        var warnings = ConfigLoader.Load(world.Source() with { File = OpenClaw }).Warnings;
        warnings.Select(warning => warning.Path).ShouldBe(["channels.dingtalk.dm_policy", "channels.dingtalk.group_policy"]);
    }

    [Fact]
    public void OpenClaws_owners_are_ours_and_everybody_is_none()
    {
        var result = new ConfigWorld().Load("""{ "commands": { "ownerAllowFrom": ["dingtalk:a", "telegram:5", "*", "b", "dingtalk-connector:c", "$:LWCP_v1:$d"] } }""");
        result.Config!.Owners.ShouldBe(["a", "b", "c", "$:LWCP_v1:$d"], ignoreOrder: true);
        result.Warnings.ShouldHaveSingleItem().Found.ShouldBe("* among the owners");
    }

    [Theory]
    [InlineData("")]
    [InlineData(""", "accounts": { "spare": { "client_id": "dingspare", "client_secret": "hush", "enabled": false } }""")]
    public void Keys_beside_other_robots_are_for_all_of_them(string accounts)
    {
        var account = new ConfigWorld().Put(ConfigWorld.Home + "/channels.yaml", "channels:\n  - type: dingtalk\n    name: hq\n    app_key: dinghq\n    app_secret: hush\n")
            .Account($$"""{ "channels": { "dingtalk": { "dm_policy": "allowlist", "allow_from": ["u1"]{{accounts}} } } }""");
        (account.Id, account.DmPolicy).ShouldBe(("hq", AccessPolicy.Allowlist));
    }

    [Fact]
    public void A_block_without_keys_is_a_robot_still_where_the_environment_has_them()
    {
        var config = ConfigWorld.WithPair().Put(ConfigWorld.Home + "/channels.yaml", "channels:\n  - type: dingtalk\n    name: hq\n    app_key: dinghq\n    app_secret: hush\n")
            .Good("""{ "channels": { "dingtalk": { "dm_policy": "disabled" } } }""");
        config.Accounts.Select(account => (account.Id, account.ClientId, account.DmPolicy)).ShouldBe([("main", "dingenv", AccessPolicy.Disabled), ("hq", "dinghq", AccessPolicy.Disabled)]);
    }
}
