using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

/// <summary>The whole files of other programs, read where they lie.</summary>
public sealed class WholeInstallationTests
{
    [Fact]
    public void PicoClaw_form_0_gives_its_robot_its_provider_and_its_model()
    {
        var config = new ConfigWorld().Good(ConfigWorld.Fixture("whole-picoclaw-v0.json"));

        var account = config.Accounts.ShouldHaveSingleItem();
        (account.ClientId, account.GroupTrigger.MentionOnly, account.DmPolicy).ShouldBe(("dingpicov0", true, AccessPolicy.Open));
        config.Models.Default.ShouldBe("zhipu/glm-4.7");
        var (name, provider) = config.Models.Providers.ShouldHaveSingleItem();
        (name, provider.BaseUrl!.AbsoluteUri, provider.ApiKey!.Reveal()).ShouldBe(("zhipu", "https://open.bigmodel.cn/api/paas/v4", "zhipu-key-v0"));
        config.Gateway.Host.ShouldBe("0.0.0.0");
    }

    [Fact]
    public void PicoClaw_form_1_gives_its_list_of_models_as_providers()
    {
        var result = new ConfigWorld().Load(ConfigWorld.Fixture("whole-picoclaw-v1.json"));

        var config = result.Config.ShouldNotBeNull();
        (config.Models.Default, config.Accounts[0].GroupTrigger.MentionOnly).ShouldBe(("deepseek/deepseek-v4-flash", false));
        config.Models.Providers.Select(pair => (pair.Key, (pair.Value.ApiKey ?? pair.Value.ApiKeys[0]).Reveal(), pair.Value.BaseUrl?.AbsoluteUri))
            .ShouldBe([("deepseek", "deepseek-key-v1", null), ("openai", "lab-key-v1", "http://127.0.0.1:8000/v1")]);
        config.Models.Providers["openai"].ApiKeys.Select(key => key.Reveal()).ShouldBe(["lab-key-v1", "lab-key-2"]);
    }

    [Fact]
    public void PicoClaw_form_2_takes_its_secrets_from_beside_it()
    {
        var config = new ConfigWorld().Put(ConfigWorld.Home + "/.security.yml", ConfigWorld.Fixture("whole-picoclaw-v2.security.yml"))
            .Good(ConfigWorld.Fixture("whole-picoclaw-v2.json"));

        config.Accounts.ShouldHaveSingleItem().ClientSecret.Reveal().ShouldBe("pico-secret-v2");
        (config.Models.Default, config.Models.ImageModel).ShouldBe(("qwen/qwen3.7-plus", "qwen/qwen-vl-max"));
        config.Models.Providers.ShouldHaveSingleItem().Value.ApiKey!.Reveal().ShouldBe("qwen-key-v2");
    }

    [Fact]
    public void PicoClaw_form_3_takes_settings_and_files_of_keys()
    {
        var config = new ConfigWorld().Put(ConfigWorld.Home + "/.security.yml", ConfigWorld.Fixture("whole-picoclaw-v3.security.yml"))
            .Put(ConfigWorld.Home + "/keys/zhipu.key", "zhipu-key-v3\n").Good(ConfigWorld.Fixture("whole-picoclaw-v3.json"));

        var account = config.Accounts.ShouldHaveSingleItem();
        (account.ClientId, account.ClientSecret.Reveal()).ShouldBe(("dingpicov3", "pico-secret-v3"));
        account.AllowFrom.ShouldBe(["user001", "user002"], ignoreOrder: true);
        config.Models.Default.ShouldBe("zhipu/glm-5.2");
        config.Models.Providers["zhipu"].ApiKey!.Reveal().ShouldBe("zhipu-key-v3");
        config.Models.Providers["vllm"].BaseUrl!.AbsoluteUri.ShouldBe("http://127.0.0.1:8000/v1");
    }

    [Fact]
    public void OpenClaw_gives_its_robots_providers_and_models()
    {
        var config = OpenClaw().Good();

        config.Accounts.Select(account => (account.Id, account.ClientId, account.ClientSecret.Reveal(), account.GroupPolicy))
            .ShouldBe([("main", "dingclawmain", "claw-secret-main", AccessPolicy.Open), ("branch", "dingclawbranch", "claw-secret-branch", AccessPolicy.Disabled)]);
        config.Accounts.ShouldAllBe(account => account.DmPolicy == AccessPolicy.Allowlist && account.Reply.Style == ReplyStyle.Markdown);
        (config.Models.Default, config.Models.ImageModel).ShouldBe(("lab/big-1", "lab/eyes-1"));
        config.Models.Providers["lab"].ApiKey!.Reveal().ShouldBe("claw-lab-key");
        config.Models.Providers["deepseek"].ApiKey!.Reveal().ShouldBe("claw-deepseek-key");
    }

    [Fact]
    public void Our_own_keys_stand_before_those_of_others()
    {
        var config = new ConfigWorld().Good("""
            { models: { default: "lab/mine", providers: { lab: { base_url: "http://127.0.0.1:1/v1", api_key: "mine" } } },
              model_list: [{ model_name: "x", model: "lab/theirs", api_base: "http://127.0.0.1:2/v1", api_keys: ["theirs"] }], agents: { defaults: { model_name: "x" } } }
            """);

        config.Models.Default.ShouldBe("lab/mine");
        config.Models.Providers["lab"].ApiKey!.Reveal().ShouldBe("mine");
    }

    [Fact]
    public void Two_keys_of_one_provider_are_two_providers()
    {
        var config = new ConfigWorld().Good("""
            { model_list: [{ model_name: "a", model: "qwen/m1", api_key: "k1" }, { model_name: "b", model: "qwen/m2", api_key: "k2" }], agents: { defaults: { model: "b" } } }
            """);

        config.Models.Default.ShouldBe("qwen-2/m2");
        config.Models.Providers.Select(pair => (pair.Key, pair.Value.ApiKey!.Reveal())).ShouldBe([("qwen", "k1"), ("qwen-2", "k2")]);
    }

    private static ConfigWorld OpenClaw() => new ConfigWorld().Set("CLAW_LAB_KEY", "claw-lab-key").Set("CLAW_DEEPSEEK_KEY", "claw-deepseek-key")
        .Put("/home/ada/.openclaw/secrets.json", """{ "dingtalk": { "branch": "claw-secret-branch" } }""")
        .Put(ConfigWorld.DefaultFile, ConfigWorld.Fixture("whole-openclaw.json5"));
}
