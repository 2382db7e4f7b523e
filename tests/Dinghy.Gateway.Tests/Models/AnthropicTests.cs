using System.Text.Json;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Microsoft.Extensions.AI;
using static Dinghy.Testing.ModelBehaviour;

namespace Dinghy.Gateway.Tests.Models;

/// <summary>The Messages API, against a scripted server of it.</summary>
public sealed class AnthropicTests
{
    private static readonly ChatOptions s_tools = new() { Tools = [new ToolDeclaration("look_up", "Looks a word up.", """{"type":"object","properties":{"word":{"type":"string"}}}""")] };

    [Fact]
    public async Task An_answer_streams_with_thoughts_apart_and_counts_at_its_end()
    {
        await using var lab = await ModelHarness.StartAsync(MessagesBehaviour.Answer("你好，🚢!", thought: "a greeting"));
        var response = await lab.Client(Claude(lab)).AskAsync("hi");

        (response.Text, response.Reasoning(), response.FinishReason).ShouldBe(("你好，🚢!", "a greeting", ChatFinishReason.Stop));
        (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount).ShouldBe((20, 7));
        response.ModelId.ShouldBe("lab/claude-test");
    }

    [Fact]
    public async Task What_the_cache_gave_counts_as_input_too()
    {
        await using var lab = await ModelHarness.StartAsync(Stream(MessagesBehaviour.Start(input: 5, cacheRead: 100) + MessagesBehaviour.Text(0, "ok") + MessagesBehaviour.End("end_turn")));
        var usage = (await lab.Client(Claude(lab)).AskAsync("hi")).Usage!;
        (usage.InputTokenCount, usage.CachedInputTokenCount).ShouldBe((105, 100));
    }

    [Fact]
    public async Task The_request_is_one_of_the_Messages_API()
    {
        await using var lab = await ModelHarness.StartAsync(MessagesBehaviour.Answer("ok"));
        var picture = new DataContent(new byte[] { 1, 2, 3 }, "image/png");
        await lab.Client(Claude(lab)).GetResponseAsync(
            [
                new(ChatRole.System, "Be brief."), new(ChatRole.Assistant, "Earlier words."), new(ChatRole.User, "One."), new(ChatRole.System, "It is Monday."),
                new(ChatRole.User, [new TextContent("What is this?"), picture]),
            ], new ChatOptions { Tools = s_tools.Tools, Temperature = 1.5f, MaxOutputTokens = 100, StopSequences = ["END"] });

        var request = lab.Server.Requests.ShouldHaveSingleItem();
        (request.Headers["x-api-key"], request.Headers["anthropic-version"]).ShouldBe((ModelHarness.Key, "2023-06-01"));
        using var json = JsonDocument.Parse(request.Body);
        json.RootElement.GetRawText().ShouldBe(
            """
            {"model":"claude-test","max_tokens":100,"stream":true,
            "tools":[{"name":"look_up","description":"Looks a word up.","input_schema":{"type":"object","properties":{"word":{"type":"string"}}}}],
            "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],
            "messages":[{"role":"user","content":[{"type":"text","text":"(…)"}]},{"role":"assistant","content":[{"type":"text","text":"Earlier words."}]},
            {"role":"user","content":[{"type":"text","text":"One."},{"type":"text","text":"It is Monday."},{"type":"text","text":"What is this?"},
            {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQID"},"cache_control":{"type":"ephemeral"}}]}],
            "stop_sequences":["END"],"temperature":1}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task Thoughts_go_back_signed_beside_the_call_that_they_led_to_and_nowhere_else()
    {
        await using var lab = await ModelHarness.StartAsync(
            MessagesBehaviour.CallTool("look_up", """{"word":"dinghy"}""", thought: "I should look", signature: "sig-77"), MessagesBehaviour.Answer("A small boat."), MessagesBehaviour.Answer("Yes."));
        var client = lab.Client(Claude(lab));
        var history = new List<ChatMessage> { new(ChatRole.User, "What is a dinghy?") };
        var calling = await client.GetResponseAsync(history, s_tools);
        var call = calling.Calls().ShouldHaveSingleItem();
        (call.CallId, call.Name, call.Arguments!["word"], calling.FinishReason).ShouldBe(("toolu_01", "look_up", "dinghy", ChatFinishReason.ToolCalls));

        history.AddRange(calling.Messages);
        history.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, "a small boat")]));
        await client.GetResponseAsync(history, s_tools);
        lab.Server.Requests[1].Text.ShouldContain("""{"role":"assistant","content":[{"type":"thinking","thinking":"I should look","signature":"sig-77"},{"type":"tool_use","id":"toolu_01","name":"look_up","input":{"word":"dinghy"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_01","content":"a small boat","cache_control":{"type":"ephemeral"}}]}""");

        // A finished answer's thoughts stay behind.
        await client.GetResponseAsync([new(ChatRole.User, "a"), new(ChatRole.Assistant, [new TextReasoningContent("old") { ProtectedData = "s" }, new TextContent("b")]), new(ChatRole.User, "c")]);
        lab.Server.Requests[2].Text.ShouldNotContain("thinking");
    }

    [Fact]
    public async Task A_sealed_thought_goes_back_as_it_came()
    {
        await using var lab = await ModelHarness.StartAsync(
            Stream(MessagesBehaviour.Start() + MessagesBehaviour.Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"redacted_thinking","data":"c2VhbGVk"}}""")
                + MessagesBehaviour.Tool(1, "t1", "look_up", "") + MessagesBehaviour.End("tool_use")), MessagesBehaviour.Answer("ok"));
        var client = lab.Client(Claude(lab));
        var calling = await client.GetResponseAsync([new(ChatRole.User, "q")], s_tools);
        await client.GetResponseAsync([new(ChatRole.User, "q"), .. calling.Messages, new(ChatRole.Tool, [new FunctionResultContent("t1", "r")])], s_tools);

        calling.Reasoning().ShouldBeEmpty();
        lab.Server.Requests[1].Text.ShouldContain("""[{"type":"redacted_thinking","data":"c2VhbGVk"},{"type":"tool_use","id":"t1","name":"look_up","input":{}}]""");
    }

    [Theory]
    [InlineData(ReasoningEffort.High, "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":24576}", 32768)]
    [InlineData(ReasoningEffort.None, "\"thinking\":{\"type\":\"disabled\"}", 8192)]
    [InlineData(null, "", 8192)]
    public async Task Thinking_is_told_in_tokens_and_leaves_room_for_words(ReasoningEffort? effort, string expected, int most)
    {
        await using var lab = await ModelHarness.StartAsync(MessagesBehaviour.Answer("ok"));
        var endpoint = Claude(lab) with { Thinking = new ThinkingForm { Models = ["*"], Switch = "budget" }, Facts = new ModelFacts { MaxOutput = 64_000 } };
        await lab.Client(endpoint).GetResponseAsync([new(ChatRole.User, "q")], new ChatOptions { Temperature = 0.5f, Reasoning = effort is null ? null : new ReasoningOptions { Effort = effort } });

        var text = lab.Server.Requests[0].Text;
        text.ShouldContain($"\"max_tokens\":{most},");
        if (expected.Length > 0) text.ShouldContain(expected);
        else text.ShouldNotContain("thinking");
        text.Contains("temperature").ShouldBe(effort != ReasoningEffort.High);
    }

    [Fact]
    public async Task In_a_tool_round_that_another_model_began_no_thought_is_asked_for()
    {
        await using var lab = await ModelHarness.StartAsync(MessagesBehaviour.Answer("ok"));
        var endpoint = Claude(lab) with { Thinking = new ThinkingForm { Models = ["*"], Switch = "budget" }, Facts = new ModelFacts { MaxOutput = 64_000 } };
        await lab.Client(endpoint).GetResponseAsync(
            [new(ChatRole.User, "q"), new(ChatRole.Assistant, [new TextReasoningContent("unsigned"), new FunctionCallContent("functions.a:0", "a")]), new(ChatRole.Tool, [new FunctionResultContent("functions.a:0", "r")])],
            new ChatOptions { Reasoning = new ReasoningOptions { Effort = ReasoningEffort.High } });

        var request = lab.Server.Requests[0];
        request.Text.ShouldNotContain("enabled");
        request.Text.ShouldNotContain("unsigned");
        // Such an id is none that this API takes; call and result keep one name.
        request.Messages[1].Calls[0].Id.ShouldMatch("^[a-zA-Z0-9_-]+$");
        request.Messages[2].CallId.ShouldBe(request.Messages[1].Calls[0].Id);
    }

    [Theory]
    [InlineData(401, """{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"},"request_id":"req_1"}""", nameof(ModelFault.Credentials))]
    [InlineData(403, """{"type":"error","error":{"type":"permission_error","message":"no"}}""", nameof(ModelFault.Credentials))]
    [InlineData(404, """{"type":"error","error":{"type":"not_found_error","message":"model: claude-x"}}""", nameof(ModelFault.UnknownModel))]
    [InlineData(413, """{"type":"error","error":{"type":"request_too_large","message":"too large"}}""", nameof(ModelFault.ContextTooLong))]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}""", nameof(ModelFault.ContextTooLong))]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}""", nameof(ModelFault.Quota))]
    [InlineData(429, """{"type":"error","error":{"type":"rate_limit_error","message":"slow"}}""", nameof(ModelFault.RateLimited))]
    [InlineData(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", nameof(ModelFault.RateLimited))]
    [InlineData(500, """{"type":"error","error":{"type":"api_error","message":"internal"}}""", nameof(ModelFault.ServerError))]
    [InlineData(200, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", nameof(ModelFault.RateLimited))]
    public async Task A_refusal_is_told_apart(int status, string body, string expected)
    {
        await using var lab = await ModelHarness.StartAsync(Status(status, body));
        var fault = await Should.ThrowAsync<ModelException>(() => lab.Client(Claude(lab)).AskAsync("q"));
        fault.Fault.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("""event: error|data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}||""", nameof(ModelFault.RateLimited))]
    [InlineData("""event: message_delta|data: {"type":"message_delta","delta":{"stop_reason":"refusal"}}||""", nameof(ModelFault.Filtered))]
    [InlineData("", nameof(ModelFault.Cut))]
    [InlineData("event: content_block_delta|data: {\"type\":||", nameof(ModelFault.BadResponse))]
    public async Task A_stream_that_ends_otherwise_is_no_answer(string rest, string expected)
    {
        await using var lab = await ModelHarness.StartAsync(Stream(MessagesBehaviour.Start() + MessagesBehaviour.Text(0, "half an answer") + rest.Replace('|', '\n')));
        var fault = await Should.ThrowAsync<ModelException>(() => lab.Client(Claude(lab)).AskAsync("q"));
        fault.Fault.ToString().ShouldBe(expected);
    }

    [Fact]
    public async Task A_host_that_does_not_stream_is_understood()
    {
        await using var lab = await ModelHarness.StartAsync(Status(200,
            """{"id":"msg_1","type":"message","role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"text","text":"words"},{"type":"tool_use","id":"t1","name":"look_up","input":{"word":"x"}}],"stop_reason":"tool_use","usage":{"input_tokens":3,"output_tokens":4}}"""));
        var response = await lab.Client(Claude(lab)).AskAsync("q");
        (response.Text, response.Reasoning(), response.Calls()[0].Arguments!["word"], response.Usage!.OutputTokenCount).ShouldBe(("words", "hm", "x", 4));
    }

    [Fact]
    public async Task Silence_ends_a_call_here_too()
    {
        await using var lab = await ModelHarness.StartAsync(Hang());
        var call = lab.Client(Claude(lab)).AskAsync("q");
        await lab.Server.WaitForRequestAsync(1);
        lab.Clock.Advance(TimeSpan.FromSeconds(45));
        (await Should.ThrowAsync<ModelException>(() => call.WaitAsync(TimeSpan.FromSeconds(30)))).Fault.ShouldBe(ModelFault.Timeout);
    }

    [Theory]
    [InlineData("anthropic/claude-sonnet-4-6", "https://api.anthropic.com/v1/messages", true)]
    [InlineData("kimi-coding", "https://api.kimi.com/coding/v1/messages", false)]
    [InlineData("minimax-anthropic/MiniMax-M3", "https://api.minimaxi.com/anthropic/v1/messages", false)]
    [InlineData("own/m", "http://relay.example/v1/messages", false)]
    [InlineData("claude", "https://api.anthropic.com/v1/messages", true)]
    public void Hosts_of_this_form_are_found_by_name_or_by_type(string name, string address, bool cached)
    {
        var config = new ModelsConfig { Providers = new Dictionary<string, ProviderConfig> { ["own"] = new() { Type = "anthropic", BaseUrl = new Uri("http://relay.example/v1/") } } };
        var endpoint = new ProviderResolver(ModelCatalogue.Load(), config, _ => "key").Resolve(name).ShouldBeOfType<ProviderResolver.Found.Endpoint>().Value;
        (endpoint.Form, endpoint.Address.AbsoluteUri, endpoint.Quirks.CacheControl).ShouldBe((WireForm.Anthropic, address, cached));
    }

    internal static ModelEndpoint Claude(ModelHarness lab) => lab.Endpoint() with
    {
        Model = "claude-test", Form = WireForm.Anthropic, Address = ModelEndpoint.AddressOf(lab.Server.BaseUrl, WireForm.Anthropic),
        Quirks = new ModelQuirks { ReplayReasoning = true, CacheControl = true },
    };
}
