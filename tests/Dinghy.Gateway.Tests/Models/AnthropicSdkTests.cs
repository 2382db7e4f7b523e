using System.Text.Json;
using Anthropic;
using Anthropic.Models.Messages;
using Dinghy.Gateway.Models;
using Microsoft.Extensions.AI;
using static Dinghy.Testing.ModelBehaviour;

namespace Dinghy.Gateway.Tests.Models;

/// <summary>Our form of the Messages API judged by its maker's own SDK: it must take what we write, and read what we read.</summary>
public sealed class AnthropicSdkTests
{
    private static readonly ChatOptions s_options = new()
    {
        MaxOutputTokens = 500,
        Tools = [new ToolDeclaration("weather", "Tells the weather.", """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""")],
    };

    /// <summary>Everything that a conversation with tools, thoughts and pictures holds.</summary>
    private static readonly ChatMessage[] s_conversation =
    [
        new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hello."), new(ChatRole.Assistant, "Hi."),
        new(ChatRole.User, [new TextContent("杭州天气？"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")]),
        new(ChatRole.Assistant, [new TextReasoningContent("look it up") { ProtectedData = "c2ln" }, new FunctionCallContent("toolu_01", "weather", new Dictionary<string, object?> { ["city"] = "杭州" })]),
        new(ChatRole.Tool, [new FunctionResultContent("toolu_01", "晴")]),
    ];

    [Fact]
    public async Task The_SDK_takes_every_part_of_our_request()
    {
        using var json = JsonDocument.Parse(await OursAsync());
        var request = MessageCreateParams.FromRawUnchecked(new Dictionary<string, JsonElement>(), new Dictionary<string, JsonElement>(), json.RootElement.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value));

        request.Model.Raw().ShouldBe("claude-test");
        request.MaxTokens.ShouldBe(500);
        request.System.ShouldNotBeNull().Validate();
        request.Tools.ShouldNotBeNull().ShouldHaveSingleItem().Validate();
        request.Messages.Count.ShouldBe(5);
        foreach (var message in request.Messages) message.Validate();
    }

    [Fact]
    public async Task The_SDK_writes_the_same_conversation_as_we_do()
    {
        await using var lab = await ModelHarness.StartAsync(MessagesBehaviour.Answer("ok"));
        using var client = Sdk(lab);
        await foreach (var _ in client.GetStreamingResponseAsync(s_conversation, s_options)) { }

        Conversation(lab.Server.Requests[0].Body).ShouldBe(Conversation(await OursAsync()));
    }

    [Fact]
    public async Task The_SDK_reads_an_answer_as_we_do()
    {
        var stream = ProviderShapeTests.Fixture("anthropic.sse");
        await using var lab = await ModelHarness.StartAsync(Stream(stream), Stream(stream));
        using var client = Sdk(lab);
        var theirs = await client.GetStreamingResponseAsync(s_conversation, s_options).ToChatResponseAsync();
        var ours = await lab.Client(AnthropicTests.Claude(lab)).GetStreamingResponseAsync(s_conversation, s_options).ToChatResponseAsync();

        (ours.Text, ours.Reasoning(), ours.FinishReason).ShouldBe((theirs.Text, theirs.Reasoning(), theirs.FinishReason));
        var (our, their) = (ours.Calls().ShouldHaveSingleItem(), theirs.Calls().ShouldHaveSingleItem());
        (our.CallId, our.Name, our.Arguments!["city"]!.ToString()).ShouldBe((their.CallId, their.Name, their.Arguments!["city"]!.ToString()));
        ours.Messages.SelectMany(message => message.Contents).OfType<TextReasoningContent>().Last().ProtectedData
            .ShouldBe(theirs.Messages.SelectMany(message => message.Contents).OfType<TextReasoningContent>().Last(thought => thought.ProtectedData is not null).ProtectedData);
        (ours.Usage!.InputTokenCount, ours.Usage.OutputTokenCount, ours.Usage.CachedInputTokenCount).ShouldBe((theirs.Usage!.InputTokenCount, theirs.Usage.OutputTokenCount, theirs.Usage.CachedInputTokenCount));
    }

    private static IChatClient Sdk(ModelHarness lab) =>
        new AnthropicClient { ApiKey = ModelHarness.Key, BaseUrl = new Uri(lab.Server.BaseUrl, "/").AbsoluteUri.TrimEnd('/'), MaxRetries = 0 }.AsIChatClient("claude-test", 500);

    private static async Task<byte[]> OursAsync()
    {
        await using var lab = await ModelHarness.StartAsync(MessagesBehaviour.Answer("ok"));
        await lab.Client(AnthropicTests.Claude(lab)).GetResponseAsync(s_conversation, s_options);
        return lab.Server.Requests[0].Body;
    }

    /// <summary>What is said, in the order of the wire, whatever spelling it has: a text may be a string or a block, keys may stand in any order, and marks for the cache are ours alone.</summary>
    private static string Conversation(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        return string.Join('\n', json.RootElement.GetProperty("messages").EnumerateArray().Select(message => $"{message.GetProperty("role").GetString()}: {string.Join(" | ", Blocks(message.GetProperty("content")))}"));
    }

    private static IEnumerable<string> Blocks(JsonElement content) => content.ValueKind == JsonValueKind.String
        ? [$"text={content.GetString()}"]
        : content.EnumerateArray().Select(block => block.GetProperty("type").GetString() switch
        {
            "text" => $"text={block.GetProperty("text").GetString()}",
            "tool_result" => $"tool_result={block.GetProperty("tool_use_id").GetString()}:{string.Join(',', Blocks(block.GetProperty("content")))}",
            "tool_use" => $"tool_use={block.GetProperty("id").GetString()}:{block.GetProperty("name").GetString()}:{block.GetProperty("input").GetProperty("city").GetString()}",
            "thinking" => $"thinking={block.GetProperty("thinking").GetString()}:{block.GetProperty("signature").GetString()}",
            "image" => $"image={block.GetProperty("source").GetProperty("type").GetString()}:{block.GetProperty("source").GetProperty("media_type").GetString()}:{block.GetProperty("source").GetProperty("data").GetString()}",
            var other => throw new InvalidOperationException($"A block of type {other}."),
        });
}
