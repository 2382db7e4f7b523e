using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Tests.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Models;

/// <summary>What an operator says of the way to a provider and of its models.</summary>
public sealed class ProviderRoadTests
{
    [Fact]
    public void The_whole_block_is_read()
    {
        var config = new ConfigWorld().Set("KEY_B", "b").Good("""
            { "models": { "default": "lab/m", "fallbacks": ["qwen/x", "deepseek/y"], "providers": { "lab": {
                "baseUrl": "http://lab/v1", "api": "anthropic-messages", "api_key": "a", "apiKeys": ["${KEY_B}", "a"], "headers": { "X-Team": "boats", "authorization": "Basic abc" },
                "proxy": "http://proxy:3128",
                "models": [ { "id": "m", "contextWindow": 40960, "maxTokens": 4096, "input": ["text", "image"], "cost": { "input": 0.5, "output": 2, "cacheRead": 0.05 } }, { "id": "n", "vision": false } ] } } },
              "agents": { "default": { "fallbacks": [] } } }
            """).Models;
        var lab = config.Providers["lab"];
        (lab.Type, lab.Proxy!.AbsoluteUri, lab.Headers["X-Team"].Reveal(), config.Fallbacks.Count).ShouldBe(("anthropic", "http://proxy:3128/", "boats", 2));
        lab.ApiKeys.Select(key => key.Reveal()).ShouldBe(["b", "a"]);
        lab.Models[0].ShouldBe(new ModelConfig("m") { ContextWindow = 40960, MaxOutput = 4096, Vision = true, Prices = new PriceConfig(0.5m, 2m, 0.05m, null) });
        lab.Models[1].Vision.ShouldBe(false);

        using var factory = new ModelFactory(new ManualTimeProvider(), new Random(1), NullLoggerFactory.Instance, _ => null);
        var facts = factory.Create(config, fallbacks: []).ShouldBeOfType<ModelReady>().Facts;
        (facts.ContextWindow, facts.WindowKnown, facts.MaxOutput, facts.Sees).ShouldBe((40960, true, 4096, true));
        facts.Prices!.Of(1_000_000, 500_000, 400_000).ShouldBe(0.3m + 0.02m + 1m);
        factory.Create(config, "lab/other", []).ShouldBeOfType<ModelReady>().Facts.ShouldBe(ModelFacts.Unknown);
    }

    [Theory]
    [InlineData("deepseek/deepseek-v4-pro", 1_000_000, true, "USD")]
    [InlineData("openrouter/deepseek/deepseek-v4-flash", 1_000_000, true, "USD")]
    [InlineData("qwen/qwen3.7-plus", 1_000_000, true, null)]
    [InlineData("qwen/never-heard-of", 32_768, false, null)]
    public void What_the_catalogue_knows_holds_wherever_a_model_is_hosted(string name, int window, bool known, string? currency)
    {
        using var factory = new ModelFactory(new ManualTimeProvider(), new Random(1), NullLoggerFactory.Instance, _ => "key");
        var facts = factory.Create(new ModelsConfig(), name).ShouldBeOfType<ModelReady>().Facts;
        (facts.ContextWindow, facts.WindowKnown, facts.Prices?.Currency).ShouldBe((window, known, currency));
    }

    [Fact]
    public void A_retired_name_is_mapped_and_noted()
    {
        using var factory = new ModelFactory(new ManualTimeProvider(), new Random(1), NullLoggerFactory.Instance, _ => "key");
        var ready = factory.Create(new ModelsConfig { Default = "deepseek/deepseek-chat" }).ShouldBeOfType<ModelReady>();
        ready.Name.ShouldBe("deepseek/deepseek-v4-flash");
        ready.Notes.ShouldHaveSingleItem().ShouldContain("deepseek/deepseek-chat is retired");
    }

    [Fact]
    public void A_known_address_under_another_name_is_still_that_host()
    {
        var config = new ModelsConfig { Providers = new Dictionary<string, ProviderConfig> { ["ours"] = new() { BaseUrl = new Uri("https://api.deepseek.com/v1"), ApiKey = new Secret("k") } } };
        var endpoint = new ProviderResolver(ModelCatalogue.Load(), config, _ => null).Resolve("ours/deepseek-reasoner").ShouldBeOfType<ProviderResolver.Found.Endpoint>().Value;
        (endpoint.Model, endpoint.Quirks.ReplayReasoning, endpoint.Quirks.IncludeUsage).ShouldBe(("deepseek-v4-flash", true, true));
    }

    [Fact]
    public void Several_keys_come_from_the_plural_of_a_variable()
    {
        var environment = new Dictionary<string, string> { ["DEEPSEEK_API_KEYS"] = "one, two，three" };
        var endpoint = new ProviderResolver(ModelCatalogue.Load(), new ModelsConfig(), environment.GetValueOrDefault).Resolve("deepseek").ShouldBeOfType<ProviderResolver.Found.Endpoint>().Value;
        endpoint.MoreKeys.Prepend(endpoint.Key!).Select(key => key.Reveal()).ShouldBe(["one", "two", "three"]);
    }

    [Fact]
    public async Task Own_headers_are_sent_and_stand_before_ours()
    {
        await using var lab = await ModelHarness.StartAsync();
        await lab.Client(lab.Endpoint() with { Headers = new Dictionary<string, Secret> { ["X-Team"] = new("boats"), ["Authorization"] = new("Basic abc") } }).AskAsync("q");
        (lab.Server.Requests[0].Headers["X-Team"], lab.Server.Requests[0].Headers["Authorization"]).ShouldBe(("boats", "Basic abc"));
    }

    [Fact]
    public async Task A_certificate_is_trusted_for_its_provider_when_its_file_is_named_and_not_else()
    {
        using var certificate = Certificate();
        await using var app = await ServeAsync(certificate);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, certificate.ExportCertificatePem());
            using var factory = new ModelFactory(new ManualTimeProvider(), new Random(1), NullLoggerFactory.Instance, _ => null);
            var address = new Uri(app.Urls.First().Replace("127.0.0.1", "localhost") + "/v1");
            (await Made(factory, new ProviderConfig { BaseUrl = address, CaFile = file }).AskAsync("q")).Text.ShouldBe("safe");
            (await Should.ThrowAsync<ModelException>(() => Once(Made(factory, new ProviderConfig { BaseUrl = address })).AskAsync("q"))).Fault.ShouldBe(ModelFault.Unreachable);

            await File.WriteAllTextAsync(file, "no certificate");
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
            factory.Create(Config(new ProviderConfig { BaseUrl = address, CaFile = file })).ShouldBeOfType<ModelUnusable>().Code.ShouldBe(ModelUnusable.BadCaFile);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static ModelsConfig Config(ProviderConfig provider) => new() { Default = "lab/m", Providers = new Dictionary<string, ProviderConfig> { ["lab"] = provider } };

    private static Microsoft.Extensions.AI.IChatClient Made(ModelFactory factory, ProviderConfig provider) => factory.Create(Config(provider)).ShouldBeOfType<ModelReady>().Client;

    private static Microsoft.Extensions.AI.IChatClient Once(Microsoft.Extensions.AI.IChatClient client) => (WireChatClient)client.GetService(typeof(WireChatClient))!;

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private static async Task<WebApplication> ServeAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        app.Run(http =>
        {
            http.Response.ContentType = "text/event-stream";
            return http.Response.WriteAsync(ModelBehaviour.Event("safe") + ModelBehaviour.End());
        });
        await app.StartAsync();
        return app;
    }
}
