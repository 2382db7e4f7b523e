using System.Net;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Models;

public sealed class ModelFactoryTests
{
    private static readonly Dictionary<string, string> s_none = [];

    [Theory]
    [InlineData("demo/demo", "demo/demo")]
    [InlineData("demo/other", null)]
    [InlineData("nobody/knows", null)]
    public void Whoever_chooses_a_model_that_is_none_is_given_no_other(string name, string? chosen)
    {
        using var factory = new ModelFactory(TimeProvider.System, new Random(1), NullLoggerFactory.Instance, _ => null);
        var shelf = factory.Shelf(new ModelsConfig { Fallbacks = ["demo/demo"] }, "demo/demo");
        (shelf.Find(name) as ModelReady)?.Name.ShouldBe(chosen);
        (shelf.Find(name) is ModelReady).ShouldBe(chosen is not null);
    }

    [Fact]
    public void The_catalogue_is_whole()
    {
        var catalogue = ModelCatalogue.Load();
        catalogue.Providers.Where(p => !p.Untried && p.VariantOf is null).Select(p => p.Name)
            .ShouldBe(["qwen", "deepseek", "zhipu", "moonshot", "anthropic", "ollama", "vllm", "lmstudio", "litellm", "llamacpp"]);
        catalogue.Providers.SelectMany(p => p.Aliases.Prepend(p.Name)).ShouldBeUnique();
        catalogue.Providers.ShouldAllBe(p => p.BaseUrl.IsAbsoluteUri && !p.BaseUrl.AbsolutePath.EndsWith('/') | p.BaseUrl.AbsolutePath == "/");
        catalogue.Providers.Where(p => !p.BaseUrl.IsLoopback).ShouldAllBe(p => p.Keys.Count > 0 && p.BaseUrl.Scheme == "https");
        catalogue.Providers.ShouldAllBe(p => p.VariantOf == null || catalogue.Find(p.VariantOf) != null);
        catalogue.Find("kimi")!.Name.ShouldBe("moonshot");
        catalogue.Find("Qwen")!.Keys[0].ShouldBe("DASHSCOPE_API_KEY");
        catalogue.Find("ollama")!.Keys.ShouldBeEmpty();
        catalogue.Find("nobody").ShouldBeNull();
    }

    [Theory]
    [InlineData("qwen/qwen3.7-plus", "qwen", "qwen3.7-plus", "https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions")]
    [InlineData(" deepseek/deepseek-v4-pro ", "deepseek", "deepseek-v4-pro", "https://api.deepseek.com/chat/completions")]
    [InlineData("zhipu", "zhipu", "glm-5.2", "https://open.bigmodel.cn/api/paas/v4/chat/completions")]
    [InlineData("Moonshot/kimi-k3", "Moonshot", "kimi-k3", "https://api.moonshot.cn/v1/chat/completions")]
    [InlineData("openrouter/qwen/qwen3.7-plus", "openrouter", "qwen/qwen3.7-plus", "https://openrouter.ai/api/v1/chat/completions")]
    [InlineData("siliconflow/Pro/zai-org/GLM-5", "siliconflow", "Pro/zai-org/GLM-5", "https://api.siliconflow.cn/v1/chat/completions")]
    [InlineData("team/lab/m", "team/lab", "m", "http://lab.internal:8000/v1/chat/completions")]
    [InlineData("pasted/m", "pasted", "m", "http://lab.internal/v1/chat/completions")]
    [InlineData("ollama/qwen3:8b", "ollama", "qwen3:8b", "http://127.0.0.1:11434/v1/chat/completions")]
    public void A_name_is_split_at_the_first_slash_that_names_a_provider(string name, string provider, string model, string address)
    {
        var endpoint = Endpoint(name);
        (endpoint.Provider, endpoint.Model, endpoint.Address.AbsoluteUri).ShouldBe((provider, model, address));
        endpoint.Timeout.ShouldBe(TimeSpan.FromSeconds(45));
        endpoint.Quirks.IncludeUsage.ShouldBe(provider is "qwen" or "deepseek" or "ollama" or "siliconflow" or "openrouter");
    }

    [Theory]
    [InlineData("gpt-5", ModelUnusable.UnknownProvider)]
    [InlineData("nobody/m", ModelUnusable.UnknownProvider)]
    [InlineData("/m", ModelUnusable.UnknownProvider)]
    [InlineData("ollama/", ModelUnusable.NoModel)]
    [InlineData("ollama", ModelUnusable.NoModel)]
    [InlineData("empty/m", ModelUnusable.NoBaseUrl)]
    [InlineData("odd/m", ModelUnusable.UnknownType)]
    [InlineData("ftp/m", ModelUnusable.BadBaseUrl)]
    [InlineData("relative/m", ModelUnusable.BadBaseUrl)]
    [InlineData("user/m", ModelUnusable.BadBaseUrl)]
    [InlineData("query/m", ModelUnusable.BadBaseUrl)]
    [InlineData("broken/m", ModelUnusable.BadKey)]
    public void A_name_that_leads_nowhere_says_why(string name, string code)
    {
        using var factory = Factory(s_none);
        var unusable = factory.Create(Config(name)).ShouldBeOfType<ModelUnusable>();
        unusable.Code.ShouldBe(code);
        unusable.Sentence.ShouldNotContain("hunter2");
    }

    [Fact]
    public void A_missing_key_names_the_variable_and_the_setting()
    {
        using var factory = Factory(new() { ["DASHSCOPE_API_KEY"] = "  " });
        var unusable = factory.Create(Config("qwen/qwen3.7-plus")).ShouldBeOfType<ModelUnusable>();
        unusable.Code.ShouldBe(ModelUnusable.NoKey);
        unusable.Sentence.ShouldContain("DASHSCOPE_API_KEY");
        unusable.Sentence.ShouldContain("models.providers.qwen.api_key");
    }

    [Fact]
    public void The_environment_wins_over_the_file_but_not_over_a_key_that_stands_beside_its_address()
    {
        var environment = new Dictionary<string, string> { ["OPENAI_API_KEY"] = "env\n", ["QWEN_API_KEY"] = "second name" };
        KeyOf(environment, "openai/m", new ProviderConfig { ApiKey = new Secret("file") }).ShouldBe("env");
        KeyOf(environment, "openai/m", new ProviderConfig { ApiKey = new Secret("file"), BaseUrl = new Uri("http://relay/v1") }).ShouldBe("file");
        KeyOf(environment, "openai/m", new ProviderConfig { BaseUrl = new Uri("http://relay/v1") }).ShouldBe("env");
        KeyOf(s_none, "openai/m", new ProviderConfig { ApiKey = new Secret(" file ") }).ShouldBe("file");
        KeyOf(s_none, "openai/m", new ProviderConfig { BaseUrl = new Uri("http://relay/v1") }).ShouldBeNull();
        KeyOf(environment, "own/m", new ProviderConfig { BaseUrl = new Uri("http://relay/v1") }).ShouldBeNull();

        static string? KeyOf(Dictionary<string, string> environment, string name, ProviderConfig provider)
        {
            var config = new ModelsConfig { Providers = new Dictionary<string, ProviderConfig> { [name.Split('/')[0]] = provider } };
            return new ProviderResolver(ModelCatalogue.Load(), config, environment.GetValueOrDefault).Resolve(name)
                .ShouldBeOfType<ProviderResolver.Found.Endpoint>().Value.Key?.Reveal();
        }
    }

    [Fact]
    public void Usage_is_not_asked_of_a_host_that_only_borrows_a_known_name()
    {
        var config = new ModelsConfig { Providers = new Dictionary<string, ProviderConfig> { ["openai"] = new() { BaseUrl = new Uri("http://relay/v1") } } };
        var endpoint = new ProviderResolver(ModelCatalogue.Load(), config, _ => null).Resolve("openai/m")
            .ShouldBeOfType<ProviderResolver.Found.Endpoint>().Value;
        (endpoint.Quirks.IncludeUsage, endpoint.Quirks.MaxCompletionTokens).ShouldBe((false, false));
    }

    [Theory]
    [InlineData("qwen/qwen3.7-plus", true)]
    [InlineData("qwen/qwen3.7-max", false)]
    [InlineData("qwen/qwen2.5-vl-72b-instruct", true)]
    [InlineData("qwen/Qwen3-VL", true)]
    [InlineData("zhipu/glm-4.5v", true)]
    [InlineData("zhipu/glm-4v-plus", true)]
    [InlineData("zhipu/glm-5.2", false)]
    [InlineData("moonshot/moonshot-v1-8k-vision-preview", true)]
    [InlineData("deepseek/deepseek-v4-flash", false)]
    [InlineData("openai/gpt-4o-mini", true)]
    [InlineData("openrouter/anthropic/claude-opus-4", true)]
    [InlineData("openrouter/claude-x/blind", false)]
    [InlineData("siliconflow/Qwen/Qwen2.5-VL-7B-Instruct", true)]
    [InlineData("team/lab/m", false)]
    [InlineData("team/lab/gemini-3-pro", true)]
    [InlineData("ollama/llava:13b", true)]
    public void A_model_sees_when_its_name_is_known_to(string name, bool sees) => Endpoint(name).Facts.Sees.ShouldBe(sees);

    [Theory]
    [InlineData("m", true)]
    [InlineData("gpt-4o", false)]
    public void The_configuration_knows_better_than_the_catalogue_whether_a_model_sees(string model, bool vision)
    {
        using var factory = Factory(s_none);
        var config = new ModelsConfig
        {
            ImageModel = $"lab/{model}",
            Providers = new Dictionary<string, ProviderConfig> { ["lab"] = new() { BaseUrl = new Uri("http://lab/v1"), Vision = vision } },
        };
        factory.Create(config, $"lab/{model}").ShouldBeOfType<ModelReady>().Sees.ShouldBe(vision);
        factory.CreateImageModel(config).ShouldBeOfType<ModelReady>().Name.ShouldBe($"lab/{model}");
        factory.CreateImageModel(config with { ImageModel = " " }).ShouldBeNull();
    }

    [Theory]
    [InlineData("deepseek/deepseek-v4-flash", true)]
    [InlineData("moonshot/kimi-k3", true)]
    [InlineData("qwen/qwen3.7-plus", false)]
    [InlineData("team/lab/deepseek-v4-flash", false)]
    public void Thoughts_are_replayed_to_known_hosts_only(string name, bool replayed) => Endpoint(name).Quirks.ReplayReasoning.ShouldBe(replayed);

    [Theory]
    [InlineData("DEEPSEEK_API_KEY", "deepseek/deepseek-v4-flash", "no models.default, and deepseek has a key")]
    [InlineData("KIMI_API_KEY", "moonshot/kimi-k3", "no models.default, and moonshot has a key")]
    [InlineData("OPENAI_API_KEY,ZAI_API_KEY,DEEPSEEK_API_KEY", "deepseek/deepseek-v4-flash", "no models.default, and deepseek has a key; zhipu, openai too, set models.default to choose")]
    public void Without_a_default_the_keys_decide_in_the_catalogues_order(string variables, string name, string reason)
    {
        using var factory = Factory(variables.Split(',').ToDictionary(v => v, _ => "k"));
        var ready = factory.Create(new ModelsConfig()).ShouldBeOfType<ModelReady>();
        (ready.Name, ready.Reason).ShouldBe((name, reason));
    }

    [Fact]
    public void A_key_in_the_file_counts_like_one_in_the_environment()
    {
        using var factory = Factory(s_none);
        var config = new ModelsConfig { Providers = new Dictionary<string, ProviderConfig> { ["zhipu"] = new() { ApiKey = new Secret("k") } } };
        factory.Create(config).ShouldBeOfType<ModelReady>().Name.ShouldBe("zhipu/glm-5.2");
    }

    [Fact]
    public void Without_default_and_keys_nothing_is_chosen_least_of_all_the_demo()
    {
        using var factory = Factory(s_none);
        var config = new ModelsConfig { Providers = new Dictionary<string, ProviderConfig> { ["demo"] = new() { Type = "demo", ApiKey = new Secret("k") }, ["qwen"] = new() { Type = "demo", ApiKey = new Secret("k") } } };
        factory.Create(config).ShouldBeOfType<ModelUnusable>().Code.ShouldBe(ModelUnusable.NoDefault);
        factory.Create(new ModelsConfig { Default = " " }).ShouldBeOfType<ModelUnusable>().Code.ShouldBe(ModelUnusable.NoDefault);
    }

    [Theory]
    [InlineData("demo/demo")]
    [InlineData("demo")]
    [InlineData("play/anything")]
    public void The_demo_model_is_there_for_who_names_it(string name)
    {
        using var factory = Factory(s_none);
        var ready = factory.Create(Config(name)).ShouldBeOfType<ModelReady>();
        ready.Name.ShouldBe("demo/demo");
        ready.Client.ShouldBeOfType<DemoModel>();
    }

    [Fact]
    public void A_demo_provider_with_an_address_of_its_own_is_that_address()
    {
        var config = new ModelsConfig { Providers = new Dictionary<string, ProviderConfig> { ["demo"] = new() { BaseUrl = new Uri("http://lab/v1") } } };
        new ProviderResolver(ModelCatalogue.Load(), config, _ => null).Resolve("demo/m").ShouldBeOfType<ProviderResolver.Found.Endpoint>();
    }

    [Fact]
    public async Task A_made_client_asks_the_server_it_was_made_for_and_an_agents_model_wins()
    {
        await using var server = await ScriptedModelServer.StartAsync();
        using var factory = Factory(s_none);
        var config = new ModelsConfig
        {
            Default = "nobody/m",
            Providers = new Dictionary<string, ProviderConfig> { ["lab"] = new() { Type = "openai", BaseUrl = server.BaseUrl, ApiKey = new Secret("x") } },
        };
        var ready = factory.Create(config, "lab/vendor/m").ShouldBeOfType<ModelReady>();
        (ready.Name, ready.Reason).ShouldBe(("lab/vendor/m", "as configured"));
        (await ready.Client.AskAsync("你好")).Text.ShouldBe("echo(1): 你好");
        var request = server.Requests.ShouldHaveSingleItem();
        (request.Model, request.Headers["Authorization"], request.Headers["User-Agent"]).ShouldBe(("vendor/m", "Bearer x", "Dinghy/0.1"));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_key()
    {
        await using var elsewhere = await ScriptedModelServer.StartAsync();
        await using var server = await ScriptedModelServer.StartAsync();
        server.Enqueue(ModelBehaviour.Status(307, headers: ("Location", $"{elsewhere.BaseUrl}/chat/completions")));
        using var factory = Factory(s_none);
        var config = new ModelsConfig { Providers = new Dictionary<string, ProviderConfig> { ["lab"] = new() { BaseUrl = server.BaseUrl, ApiKey = new Secret("x") } } };
        var client = factory.Create(config, "lab/m").ShouldBeOfType<ModelReady>().Client;
        (await Should.ThrowAsync<ModelException>(() => client.AskAsync("q"))).Status.ShouldBe(307);
        elsewhere.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void The_proxy_is_not_asked_for_this_machine()
    {
        var proxy = new ProxyPastLoopback(new WebProxy("http://proxy:3128"));
        proxy.GetProxy(new Uri("https://api.deepseek.com/x")).ShouldBe(new Uri("http://proxy:3128"));
        proxy.IsBypassed(new Uri("https://api.deepseek.com/x")).ShouldBeFalse();
        foreach (var here in new[] { "http://127.0.0.1:1/v1", "http://localhost:1/v1", "http://[::1]:1/v1" })
        {
            proxy.IsBypassed(new Uri(here)).ShouldBeTrue();
            proxy.GetProxy(new Uri(here)).ShouldBeNull();
        }
    }

    private static ModelFactory Factory(Dictionary<string, string> environment) =>
        new(new ManualTimeProvider(), new Random(1), NullLoggerFactory.Instance, environment.GetValueOrDefault);

    private static ModelEndpoint Endpoint(string name) =>
        new ProviderResolver(ModelCatalogue.Load(), Config(name), _ => "key").Resolve(name).ShouldBeOfType<ProviderResolver.Found.Endpoint>().Value;

    private static ModelsConfig Config(string name) => new()
    {
        Default = name,
        Providers = new Dictionary<string, ProviderConfig>
        {
            ["team/lab"] = new() { BaseUrl = new Uri("http://lab.internal:8000/v1/") },
            ["pasted"] = new() { BaseUrl = new Uri("http://lab.internal/v1/chat/completions") },
            ["empty"] = new() { ApiKey = new Secret("hunter2") },
            ["odd"] = new() { Type = "gemini", ApiKey = new Secret("hunter2") },
            ["ftp"] = new() { BaseUrl = new Uri("ftp://lab/v1") },
            ["relative"] = new() { BaseUrl = new Uri("lab/v1", UriKind.Relative) },
            ["user"] = new() { BaseUrl = new Uri("http://me:hunter2@lab/v1") },
            ["query"] = new() { BaseUrl = new Uri("http://lab/v1?key=hunter2") },
            ["broken"] = new() { BaseUrl = new Uri("http://lab/v1"), ApiKey = new Secret("hunter2\r\nX-Evil: 1") },
            ["play"] = new() { Type = "demo" },
        },
    };
}
