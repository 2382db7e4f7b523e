using System.Text;
using System.Text.Json;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Microsoft.Extensions.AI;
using static Dinghy.Testing.ModelBehaviour;

namespace Dinghy.Gateway.Tests.Models;

/// <summary>The same conversation with each host, in that host's shapes: what is read from it, and what is sent to it.</summary>
public sealed class ProviderShapeTests
{
    private static readonly ToolDeclaration s_weather = new("weather", "Tells the weather.",
        """{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"city":{"type":"string","minLength":1,"maxLength":40},"day":{"anyOf":[{"type":"string"},{"type":"null"}]}},"required":["city"],"additionalProperties":false}""");

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("qwen/qwen3.7-plus", "qwen.sse", 64)]
    [InlineData("deepseek/deepseek-v4-flash", "deepseek.sse", 64)]
    [InlineData("zhipu/glm-5.2", "zhipu.sse", 64)]
    [InlineData("moonshot/kimi-k3", "moonshot.sse", 64)]
    [InlineData("anthropic/claude-sonnet-4-6", "anthropic.sse", 64)]
    [InlineData("ollama/qwen3:8b", "ollama.sse", null)]
    [InlineData("vllm/Qwen/Qwen3-32B", "vllm.sse", null)]
    [InlineData("minimax/MiniMax-M3", "minimax.sse", null)]
    [InlineData("openrouter/openrouter/auto", "openrouter.sse", 64)]
    public async Task An_answer_is_the_same_whoever_streams_it(string name, string file, int? cached)
    {
        await using var lab = await ModelHarness.StartAsync(Stream(Fixture(file)));
        var response = await lab.Client(At(lab, name)).GetResponseAsync([new(ChatRole.User, "杭州天气？")], new ChatOptions { Tools = [s_weather] });

        (response.Text.Trim(), response.Reasoning().Trim(), response.FinishReason, response.ModelId).ShouldBe(("我查一下。", "用户想查天气。", ChatFinishReason.ToolCalls, name));
        var call = response.Calls().ShouldHaveSingleItem();
        (call.Name, call.Arguments!["city"], call.Exception).ShouldBe(("weather", "杭州", null));
        if (file == "vllm.sse") return; // It was not asked for its counts.
        (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount, response.Usage.CachedInputTokenCount).ShouldBe((120, 40, cached));
    }

    [Theory]
    [InlineData("qwen/qwen3.7-plus")]
    [InlineData("deepseek/deepseek-v4-flash")]
    [InlineData("zhipu/glm-5.2")]
    [InlineData("moonshot/kimi-k3")]
    [InlineData("moonshot/kimi-k2.5")]
    [InlineData("anthropic/claude-sonnet-4-6")]
    [InlineData("ollama/qwen3:8b")]
    [InlineData("vllm/Qwen/Qwen3-32B")]
    [InlineData("own/m")]
    [InlineData("openai/gpt-5-mini")]
    [InlineData("openrouter/openrouter/auto")]
    [InlineData("volcengine/doubao-seed-1-6")]
    [InlineData("minimax/MiniMax-M3")]
    [InlineData("gemini/gemini-3-flash-preview")]
    [InlineData("mistral/mistral-large-latest")]
    [InlineData("siliconflow/deepseek-ai/DeepSeek-V3.2")]
    public async Task A_request_is_written_as_its_host_takes_it(string name)
    {
        var endpoint = At(null, name);
        await using var lab = await ModelHarness.StartAsync(endpoint.Form == WireForm.Anthropic ? MessagesBehaviour.Answer("ok") : Answer("ok"));
        await lab.Client(At(lab, name)).GetResponseAsync(
            [
                new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hello."), new(ChatRole.Assistant, [new TextReasoningContent("an old thought"), new TextContent("Hi.")]),
                new(ChatRole.User, "One."), new(ChatRole.System, "It is Monday."), new(ChatRole.User, "杭州天气？"),
                new(ChatRole.Assistant, [new TextReasoningContent("look it up") { ProtectedData = "sig" }, new FunctionCallContent("functions.weather:0", "weather", new Dictionary<string, object?> { ["city"] = "杭州" })]),
                new(ChatRole.Tool, [new FunctionResultContent("functions.weather:0", "晴")]),
            ],
            new ChatOptions { Tools = [s_weather], ToolMode = ChatToolMode.RequireAny, Temperature = 0.7f, TopP = 0.9f, MaxOutputTokens = 500, Reasoning = new ReasoningOptions { Effort = ReasoningEffort.High } });

        using var body = JsonDocument.Parse(lab.Server.Requests.ShouldHaveSingleItem().Body);
        var sent = JsonSerializer.Serialize(body, s_indented);
        sent.ReplaceLineEndings("\n").ShouldBe(Encoding.UTF8.GetString(Fixture($"{name.Replace('/', '-').Replace(':', '-')}.request.json")).Trim().ReplaceLineEndings("\n"));
    }

    private static ModelEndpoint At(ModelHarness? lab, string name)
    {
        var config = new ModelsConfig { Providers = new Dictionary<string, ProviderConfig> { ["own"] = new() { BaseUrl = new Uri("http://lab.internal/v1") } } };
        var endpoint = new ProviderResolver(ModelCatalogue.Load(), config, _ => "key").Resolve(name).ShouldBeOfType<ProviderResolver.Found.Endpoint>().Value;
        return lab is null ? endpoint : endpoint with { Address = ModelEndpoint.AddressOf(lab.Server.BaseUrl, endpoint.Form) };
    }

    internal static byte[] Fixture(string name)
    {
        using var file = typeof(ProviderShapeTests).Assembly.GetManifestResourceStream($"shapes/{name}") ?? throw new InvalidOperationException($"There is no fixture {name}.");
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
