using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class EnvironmentTests
{
    [Theory]
    [InlineData("DINGTALK_APP_KEY", "DINGTALK_APP_SECRET")]
    [InlineData("DINGTALK_CLIENT_ID", "DINGTALK_CLIENT_SECRET")]
    [InlineData("PICOCLAW_CHANNELS_DINGTALK_CLIENT_ID", "PICOCLAW_CHANNELS_DINGTALK_CLIENT_SECRET")]
    [InlineData("DINGHY__channels__dingtalk__client_id", "DINGHY__channels__dingtalk__client_secret")]
    [InlineData("DINGHY__CHANNELS__DINGTALK__CLIENT_ID", "DINGHY__CHANNELS__DINGTALK__CLIENT_SECRET")]
    [InlineData("DINGHY__channels__dingtalk__appKey", "DINGHY__channels__dingtalk__appSecret")]
    public void Key_pair_in_the_environment_alone_enables_the_channel_with_defaults(string id, string secret)
    {
        var config = new ConfigWorld().Set(id, "dingenv").Set(secret, "secret-env").Good();

        config.File.ShouldBeNull();
        var account = config.Accounts.ShouldHaveSingleItem();
        (account.Id, account.ClientId, account.ClientSecret.Reveal(), account.RobotCode).ShouldBe(("main", "dingenv", "secret-env", "dingenv"));
        (account.DmPolicy, account.GroupPolicy, account.GroupTrigger.MentionOnly).ShouldBe((AccessPolicy.Open, AccessPolicy.Open, true));
    }

    [Fact]
    public void Half_a_pair_alone_is_a_fault_that_names_what_is_missing()
    {
        var fault = new ConfigWorld().Set("DINGTALK_APP_KEY", "dingenv").Load().Faults.ShouldHaveSingleItem();

        (fault.Path, fault.Found).ShouldBe(("channels.dingtalk.client_secret", "nothing"));
        fault.Hint.ShouldContain("DINGTALK_APP_SECRET");
    }

    [Fact]
    public void Environment_wins_over_the_file()
    {
        var account = ConfigWorld.WithPair()
            .Set("PICOCLAW_CHANNELS_DINGTALK_ALLOW_FROM", "u1, u2，u3")
            .Set("PICOCLAW_CHANNELS_DINGTALK_GROUP_TRIGGER_MENTION_ONLY", "false")
            .Set("DINGHY__channels__dingtalk__reply__part_chars", "700")
            .Account(ConfigWorld.Channel("\"allow_from\": [\"x\"], \"reply\": { \"part_chars\": 900, \"style\": \"text\" }"));

        (account.ClientId, account.ClientSecret.Reveal()).ShouldBe(("dingenv", "secret-env"));
        account.AllowFrom.ShouldBe(["u1", "u2", "u3"], ignoreOrder: true);
        account.GroupTrigger.MentionOnly.ShouldBeFalse();
        account.Reply.ShouldBe(new ReplyConfig { Style = ReplyStyle.Text, PartChars = 700 });
    }

    [Fact]
    public void Switched_off_in_the_file_stays_off_beside_a_pair()
    {
        var result = ConfigWorld.WithPair().Load("""{ "channels": { "dingtalk": { "enabled": false } } }""");

        result.Config!.Accounts.ShouldBeEmpty();
        result.Notes.ShouldContain("channels.dingtalk.enabled is false: DingTalk is not connected.");
    }

    [Fact]
    public void Empty_variables_are_not_set()
    {
        new ConfigWorld().Set("DINGTALK_APP_KEY", "").Set("DINGHY__models__default", "").Good().Accounts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("DINGTALK_CLIENT_ID")]
    [InlineData("PICOCLAW_CHANNELS_DINGTALK_CLIENT_ID")]
    [InlineData("DINGHY__channels__dingtalk__client_id")]
    public void Two_variables_that_differ_are_a_fault_that_names_both(string other)
    {
        var fault = ConfigWorld.WithPair().Set(other, "dingother").Load().Faults.ShouldHaveSingleItem().ToString();

        fault.ShouldContain("DINGTALK_APP_KEY");
        fault.ShouldContain(other);
        fault.ShouldNotContain("dingother");
    }

    [Fact]
    public void Two_variables_for_one_key_below_DINGHY_that_differ_are_a_fault()
    {
        var fault = new ConfigWorld().Set("DINGHY__models__timeoutSeconds", "5").Set("DINGHY__models__timeout_seconds", "6")
            .Load().Faults.ShouldHaveSingleItem().ToString();

        fault.ShouldContain("DINGHY__models__timeoutSeconds");
        fault.ShouldContain("DINGHY__models__timeout_seconds");
    }

    [Fact]
    public void Values_are_JSON_where_the_key_is_no_text()
    {
        var config = ConfigWorld.WithPair()
            .Set("DINGHY__channels__dingtalk__allow_from", """["a", 7]""")
            .Set("DINGHY__channels__dingtalk__group_trigger", """{ "prefixes": ["/ai ", "!"] }""")
            .Set("DINGHY__channels__dingtalk__agent_id", "12345678")
            .Set("DINGHY__channels__dingtalk__bot_name", "true")
            .Set("DINGHY__gateway__port", "0")
            .Set("DINGHY__agents__default__instructions", "[1, 2] ${X} is text")
            .Set("DINGHY__models__providers__lab", """{ "base_url": "http://127.0.0.1:1/v1" }""")
            .Set("DINGHY__models__providers__lab__api_key", "k")
            .Good();

        var account = config.Accounts.ShouldHaveSingleItem();
        account.AllowFrom.ShouldBe(["a", "7"], ignoreOrder: true);
        account.GroupTrigger.Prefixes.ShouldBe(["/ai ", "!"]);
        account.GroupTrigger.MentionOnly.ShouldBeFalse();
        (account.AgentId, account.BotName).ShouldBe(("12345678", "true"));
        config.Gateway.Port.ShouldBe(0);
        config.Agents.Default.Instructions.ShouldBe("[1, 2] ${X} is text");
        config.Models.Providers["lab"].BaseUrl.ShouldBe(new Uri("http://127.0.0.1:1/v1"));
        config.Models.Providers["lab"].ApiKey!.Reveal().ShouldBe("k");
    }

    [Theory]
    [InlineData("DINGHY__channels__dingtalk__allow_from", "[\"a\"")]
    [InlineData("PICOCLAW_CHANNELS_DINGTALK_ALLOW_FROM", "[a]")]
    [InlineData("DINGHY__models__providers", "{ lab }")]
    public void Brackets_that_are_no_JSON_are_a_fault_not_a_strange_id(string variable, string value)
    {
        new ConfigWorld().Set(variable, value).Load().Faults.ShouldContain(fault => fault.Found.Contains(variable) && fault.Hint.EndsWith("as JSON"));
    }

    [Fact]
    public void Capitals_find_the_files_own_names()
    {
        var providers = new ConfigWorld().Set("DINGHY__MODELS__PROVIDERS__QWEN__API_KEY", "k2")
            .Good("""{ "models": { "providers": { "qwen": { "api_key": "k1" } } } }""").Models.Providers;

        providers.ShouldHaveSingleItem().Key.ShouldBe("qwen");
        providers["qwen"].ApiKey!.Reveal().ShouldBe("k2");
    }

    [Fact]
    public void Fault_in_a_variable_names_key_and_variable()
    {
        var fault = new ConfigWorld().Set("DINGHY__GATEWAY__PORT", "many").Load().Faults.ShouldHaveSingleItem();

        fault.ShouldBe(new("gateway.port", "\"many\" (from DINGHY__GATEWAY__PORT)", "a whole number from 0 to 65535"));
    }

    [Theory]
    [InlineData("DINGHY__chanels__dingtalk__client_id", "did you mean channels?")]
    [InlineData("DINGHY__channels__dingtalk__client_ids", "did you mean client_id?")]
    [InlineData("PICOCLAW_CHANNELS_DINGTALK_ALLOW_FORM", "did you mean allow_from?")]
    public void Unknown_variable_is_a_warning_and_makes_no_channel(string variable, string hint)
    {
        var result = new ConfigWorld().Set(variable, "x").Load();

        result.Config!.Accounts.ShouldBeEmpty();
        var warning = result.Warnings.ShouldHaveSingleItem();
        warning.Found.ShouldContain(variable);
        warning.Hint.ShouldBe(hint);
    }

    [Theory]
    [InlineData("DINGTALK_APP_SECRET_FILE")]
    [InlineData("DINGTALK_CLIENT_SECRET_FILE")]
    [InlineData("PICOCLAW_CHANNELS_DINGTALK_CLIENT_SECRET_FILE")]
    [InlineData("DINGHY__channels__dingtalk__client_secret_FILE")]
    [InlineData("DINGHY__CHANNELS__DINGTALK__APP_SECRET_FILE")]
    public void File_twin_gives_the_secret(string variable)
    {
        new ConfigWorld().Put("/run/secrets/ding", "from-file\n").Set("DINGTALK_APP_KEY", "dingenv").Set(variable, "/run/secrets/ding")
            .Account().ClientSecret.Reveal().ShouldBe("from-file");
    }

    [Fact]
    public void Secret_and_its_file_twin_together_are_a_fault()
    {
        var fault = ConfigWorld.WithPair().Set("DINGTALK_APP_SECRET_FILE", "/run/secrets/ding").Load().Faults.ShouldHaveSingleItem().ToString();

        fault.ShouldContain("DINGTALK_APP_SECRET_FILE");
        fault.ShouldNotContain("secret-env");
    }

    [Fact]
    public void Secret_in_a_variable_is_taken_letter_for_letter()
    {
        new ConfigWorld().Set("DINGTALK_APP_KEY", "dingenv").Set("DINGTALK_APP_SECRET", "a${HOME}b").Account()
            .ClientSecret.Reveal().ShouldBe("a${HOME}b");
    }

    [Fact]
    public void An_id_from_the_environment_beside_a_secret_of_the_file_is_a_warning()
    {
        var result = new ConfigWorld().Set("DINGTALK_APP_KEY", "dingenv").Load(ConfigWorld.Channel("\"enabled\": true"));

        result.Config!.Accounts.ShouldHaveSingleItem().ClientId.ShouldBe("dingenv");
        result.Warnings.ShouldHaveSingleItem().Hint.ShouldBe("both should belong to the same app");
    }
}
