using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class GroupsTests
{
    [Fact]
    public void Groups_are_read_in_OpenClaws_spelling_too()
    {
        var groups = new ConfigWorld().Account("""
            { "agents": { "list": [{ "id": "ops" }] }, "channels": { "dingtalk": { "client_id": "ding1", "client_secret": "s", "groups": {
              "cidOps+/==": { "agent": "ops", "requireMention": false, "prefixes": ["/ai"], "allowFrom": ["a", "dingtalk:b"] },
              "*": { "enabled": false }
            } } } }
            """).Groups;

        groups.Keys.ShouldBe(["cidOps+/==", "*"], ignoreOrder: true);
        var ops = groups["cidOps+/=="];
        (ops.Enabled, ops.Agent, ops.MentionOnly, ops.Policy).ShouldBe((true, "ops", false, AccessPolicy.Allowlist));
        ops.AllowFrom.ShouldBe(["a", "b"], ignoreOrder: true);
        ops.Prefixes.ShouldBe(["/ai"]);
        groups["*"].ShouldBe(new GroupConfig { Enabled = false, AgentPath = "channels.dingtalk.groups.*.agent" });
    }

    [Fact]
    public void A_policy_that_is_said_beats_the_one_that_a_list_implies_and_warns()
    {
        var result = new ConfigWorld().Load(ConfigWorld.Channel("""  "groups": { "cid": { "group_policy": "open", "allow_from": ["a"] } } """));

        result.Config!.Accounts[0].Groups["cid"].Policy.ShouldBe(AccessPolicy.Open);
        result.Warnings.ShouldHaveSingleItem().Path.ShouldBe("channels.dingtalk.groups.cid.group_policy");
    }

    [Fact]
    public void An_account_adds_to_the_groups_of_its_channel()
    {
        var config = new ConfigWorld().Good("""
            { "agents": { "list": [{ "id": "a" }, { "id": "b" }] }, "channels": { "dingtalk": { "groups": { "all": { "agent": "a" } }, "accounts": {
              "one": { "app_key": "dinga", "app_secret": "s", "groups": { "own": { "agent": "b" } } },
              "two": { "app_key": "dingb", "app_secret": "s" } } } } }
            """);

        config.Accounts[0].Groups.Keys.ShouldBe(["all", "own"], ignoreOrder: true);
        config.Accounts[1].Groups.Keys.ShouldBe(["all"]);
    }

    [Theory]
    [InlineData("\"dm_policy\": \"pairing\", \"allow_from\": [\"a\"]")]
    [InlineData("\"dmPolicy\": \"Pairing\"")]
    public void Pairing_is_a_policy_of_private_chats(string keys) => new ConfigWorld().Account(ConfigWorld.Channel(keys)).DmPolicy.ShouldBe(AccessPolicy.Pairing);

    [Fact]
    public void Pairing_is_no_policy_of_groups() =>
        new ConfigWorld().Load(ConfigWorld.Channel("\"group_policy\": \"pairing\"")).Faults.ShouldHaveSingleItem().Hint.ShouldBe("one of open, allowlist, disabled");

    [Fact]
    public void Pairing_beside_everyone_is_a_warning() =>
        new ConfigWorld().Load(ConfigWorld.Channel("\"dm_policy\": \"pairing\", \"allow_from\": [\"*\"]")).Warnings.ShouldHaveSingleItem().Hint.ShouldContain("nobody is asked");

    [Theory]
    [InlineData("true", true, null)]
    [InlineData("false", false, null)]
    [InlineData("\"true\"", true, null)]
    [InlineData("\"Ask IT.\"", true, "Ask IT.")]
    [InlineData("\"\"", false, null)]
    [InlineData("null", false, null)]
    public void Our_sentences_are_switched_or_worded(string value, bool said, string? text)
    {
        var account = new ConfigWorld().Account(ConfigWorld.Channel($"\"refusal_text\": {value}, \"welcome\": {value}"));

        account.RefusalText.ShouldBe(new Wording(said, text));
        account.Welcome.ShouldBe(new Wording(said, text));
    }

    [Theory]
    [InlineData("12")]
    [InlineData("[]")]
    public void What_is_neither_words_nor_a_switch_is_a_fault(string value) =>
        new ConfigWorld().Load(ConfigWorld.Channel($"\"welcome\": {value}")).Faults.ShouldHaveSingleItem().Hint.ShouldBe("true, false or a text of at most 2000 characters");

    [Fact]
    public void Limits_of_a_person_are_off_until_they_are_set()
    {
        new ConfigWorld().Account(ConfigWorld.Channel("\"enabled\": true")).PersonLimits.Any.ShouldBeFalse();
        new ConfigWorld().Account(ConfigWorld.Channel("\"person_limits\": { \"per_minute\": 5, \"perDay\": 100 }")).PersonLimits
            .ShouldBe(new PersonLimits { PerMinute = 5, PerDay = 100 });
    }
}
