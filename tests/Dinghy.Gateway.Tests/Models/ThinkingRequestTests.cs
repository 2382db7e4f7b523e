using Dinghy.Gateway.Models;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Tests.Models;

/// <summary>How hard a model shall think, in the words of its host; nothing to models that are not known to take it.</summary>
public sealed class ThinkingRequestTests
{
    [Theory]
    [InlineData("gpt-5-mini", "off,low,medium,high")]
    [InlineData("o3", "low,medium,high")]
    [InlineData("kimi-k3", "low,high")]
    [InlineData("deepseek-v4-flash", "off,high")]
    [InlineData("glm-5.2", "off,high")]
    [InlineData("qwen3.7-plus", "off,high")]
    [InlineData("Qwen/qwen3.7-plus", "off,high")]
    [InlineData("gpt-5-chat-latest", "")]
    [InlineData("qwen3-coder-plus", "")]
    [InlineData("scripted-1", "")]
    public void The_catalogue_says_what_a_model_takes(string model, string levels) =>
        string.Join(',', ModelCatalogue.Load().Quirks.ThinkingOf(null, model)?.Levels ?? []).ShouldBe(levels);

    [Theory]
    [InlineData("gpt-5-mini", "off", "\"reasoning_effort\":\"minimal\"")]
    [InlineData("gpt-5-mini", "high", "\"reasoning_effort\":\"high\"")]
    [InlineData("o3", "medium", "\"reasoning_effort\":\"medium\"")]
    [InlineData("qwen3.7-plus", "off", "\"enable_thinking\":false")]
    [InlineData("qwen3.7-plus", "high", "\"enable_thinking\":true")]
    [InlineData("glm-5.2", "off", "\"thinking\":{\"type\":\"disabled\"}")]
    [InlineData("glm-5.2", "high", "\"thinking\":{\"type\":\"enabled\"}")]
    [InlineData("deepseek-v4-pro", "high", "\"reasoning_effort\":\"high\",\"thinking\":{\"type\":\"enabled\"}")]
    public async Task A_level_goes_in_the_hosts_own_words(string model, string level, string sent) => (await BodyAsync(model, level)).ShouldContain(sent);

    [Theory]
    [InlineData("scripted-1", "high")]
    [InlineData("o3", "off")]
    [InlineData("gpt-5-mini", null)]
    public async Task What_a_model_does_not_take_is_not_sent(string model, string? level)
    {
        var body = await BodyAsync(model, level);
        foreach (var field in new[] { "reasoning_effort", "enable_thinking", "\"thinking\"" }) body.ShouldNotContain(field);
    }

    private static async Task<string> BodyAsync(string model, string? level)
    {
        await using var lab = await ModelHarness.StartAsync();
        var effort = ThinkingForm.Parse(level);
        var endpoint = lab.Endpoint() with { Model = model, Thinking = ModelCatalogue.Load().Quirks.ThinkingOf(null, model) };
        await lab.Client(endpoint).GetResponseAsync([new(ChatRole.User, "q")], effort is null ? null : new ChatOptions { Reasoning = new ReasoningOptions { Effort = effort } });
        return lab.Server.Requests.ShouldHaveSingleItem().Text;
    }
}
