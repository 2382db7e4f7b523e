using System.Text;
using System.Text.Json;
using Dinghy.Gateway.Models;
using Microsoft.Extensions.AI;
using static Dinghy.Testing.ModelBehaviour;

namespace Dinghy.Gateway.Tests.Models;

public sealed class OpenAiAnswerTests
{
    [Fact]
    public async Task A_streamed_answer_comes_in_pieces_and_whole()
    {
        await using var lab = await ModelHarness.StartAsync(Answer("你好，世界！\n\n    indented 🚣", chunk: 3));
        var pieces = 0;
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in lab.Client().GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "q")]))
        {
            updates.Add(update);
            if (update.Text.Length > 0) pieces++;
        }

        var response = updates.ToChatResponse();
        response.Text.ShouldBe("你好，世界！\n\n    indented 🚣");
        pieces.ShouldBeGreaterThan(5);
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
        response.ResponseId.ShouldBe("chatcmpl-1");
        response.ModelId.ShouldBe("lab/model-1");
        response.Messages.ShouldHaveSingleItem().Role.ShouldBe(ChatRole.Assistant);
    }

    [Fact]
    public async Task The_request_carries_model_history_key_and_plain_chinese()
    {
        await using var lab = await ModelHarness.StartAsync();
        await lab.Client().GetResponseAsync(
            [
                new(ChatRole.System, "be brief"), new(ChatRole.User, "第一句\n  缩进"),
                new(ChatRole.Assistant, [new TextReasoningContent("a thought"), new TextContent("ok")]),
                new(ChatRole.Assistant, ""), new(ChatRole.User, "lone \ud83d half"),
            ],
            new ChatOptions { Temperature = 0.5f, MaxOutputTokens = 9, StopSequences = ["END"] });

        var request = lab.Server.Requests.ShouldHaveSingleItem();
        request.Model.ShouldBe("model-1");
        request.Stream.ShouldBeTrue();
        request.Messages.ShouldBe([new("system", "be brief"), new("user", "第一句\n  缩进"), new("assistant", "ok"), new("user", "lone \uFFFD half")]);
        request.Headers["Authorization"].ShouldBe($"Bearer {ModelHarness.Key}");
        request.Headers["Content-Type"].ShouldBe("application/json");
        request.Text.ShouldContain("第一句");
        request.Text.ShouldContain("\"temperature\":0.5");
        request.Text.ShouldContain("\"max_tokens\":9");
        request.Text.ShouldContain("\"stop\":[\"END\"]");
        request.Text.ShouldNotContain("stream_options");
        request.Text.ShouldNotContain("null");
    }

    [Fact]
    public async Task Without_a_key_there_is_no_authorization_and_marked_hosts_are_asked_for_usage()
    {
        await using var lab = await ModelHarness.StartAsync();
        await lab.Client(lab.Endpoint() with { Key = null, Quirks = new ModelQuirks { IncludeUsage = true, MaxCompletionTokens = true } })
            .GetResponseAsync([new(ChatRole.User, "q")], new ChatOptions { Instructions = "be kind", MaxOutputTokens = 7, ModelId = "other" });

        var request = lab.Server.Requests.ShouldHaveSingleItem();
        request.Headers.Keys.ShouldNotContain("Authorization");
        request.Model.ShouldBe("other");
        request.Messages[0].ShouldBe(new ModelMessage("system", "be kind"));
        using var json = JsonDocument.Parse(request.Body);
        json.RootElement.GetProperty("stream_options").GetProperty("include_usage").GetBoolean().ShouldBeTrue();
        json.RootElement.GetProperty("max_completion_tokens").GetInt32().ShouldBe(7);
        json.RootElement.TryGetProperty("max_tokens", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    public async Task Reasoning_is_kept_apart_from_the_answer(string field)
    {
        await using var lab = await ModelHarness.StartAsync(Stream(
            $$$"""data: {"choices":[{"delta":{"{{{field}}}":"let me ","content":null}}]}""" + "\n\n"
            + $$$"""data: {"choices":[{"delta":{"{{{field}}}":"think"}}]}""" + "\n\n" + Event("42") + End()));
        var response = await lab.Client().AskAsync("q");
        response.Text.ShouldBe("42");
        response.Reasoning().ShouldBe("let me think");
    }

    [Theory]
    [InlineData("""data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":5,"total_tokens":12}}""")]
    [InlineData("""data: {"choices":[{"index":0,"delta":{},"usage":{"prompt_tokens":"7","completion_tokens":5.0,"total_tokens":12}}]}""")]
    [InlineData("""data: {"choices":null,"usage":{"prompt_tokens":7,"completion_tokens":5,"total_tokens":null,"prompt_tokens_details":{"cached_tokens":1}}}""")]
    public async Task Usage_is_read_wherever_hosts_put_it_and_counted_once(string usage)
    {
        await using var lab = await ModelHarness.StartAsync(Stream(
            """data: {"choices":[{"delta":{"content":"x"}}],"usage":{"prompt_tokens":7,"completion_tokens":1,"total_tokens":8}}""" + "\n\n"
            + """data: {"choices":[{"delta":{},"finish_reason":"stop"}]}""" + "\n\n" + usage + "\n\ndata: [DONE]\n\n"));
        var counts = (await lab.Client().AskAsync("q")).Usage.ShouldNotBeNull();
        (counts.InputTokenCount, counts.OutputTokenCount, counts.TotalTokenCount).ShouldBe((7, 5, 12));
    }

    /// <summary>Budgets are counted by it: a number below zero would fill a purse, and one beyond all bounds empty everybody's.</summary>
    [Theory]
    [InlineData("-5000000")]
    [InlineData("9000000000000000000")]
    [InlineData("1e17")]
    public async Task Numbers_that_nobody_can_have_used_are_not_told(string count)
    {
        await using var lab = await ModelHarness.StartAsync(Stream(Event("x") + $$"""data: {"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":{{count}},"completion_tokens":{{count}}, "prompt_tokens_details":{"cached_tokens":{{count}} } } }""" + "\n\ndata: [DONE]\n\n"));
        var counts = (await lab.Client().AskAsync("q")).Usage;
        (counts?.InputTokenCount, counts?.OutputTokenCount, counts?.CachedInputTokenCount).ShouldBe((null, null, null));
    }

    public static TheoryData<string, string> LenientStreams => new()
    {
        { "comments and keep-alives", ": hi\n\n:\ndata:\n\ndata: \n\n: OPENROUTER PROCESSING\n\n" + Event("ok") + ": bye\n\n" + End() },
        { "CRLF", (Event("ok") + End()).Replace("\n", "\r\n") },
        { "CR alone", (Event("ok") + End()).Replace('\n', '\r') },
        { "byte order mark", "\uFEFF" + Event("ok") + End() },
        { "no blank after the colon", (Event("ok") + End()).Replace("data: ", "data:") },
        { "event and id lines", "event: message\nid: 1\nretry: 5\n" + Event("ok") + End() },
        { "unknown fields", "data: {\"x\":{\"y\":[1,{}]},\"choices\":[{\"logprobs\":null,\"delta\":{\"role\":\"assistant\",\"content\":\"ok\",\"tool_calls\":null,\"z\":1}}]}\n\n" + End() },
        { "role first, null content", "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}\n\n" + Event("ok") + End() },
        { "null members", "data: {\"id\":null,\"choices\":[null]}\n\ndata: {\"choices\":[{\"delta\":null,\"error\":null}],\"error\":null}\n\n" + Event("ok") + End() },
        { "empty choices first", "data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n" + Event("ok") + End() },
        { "an index that is not 0", "data: {\"choices\":[{\"index\":3,\"delta\":{\"content\":\"ok\"}}]}\n\ndata: {\"choices\":[{\"index\":3,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n" },
        { "a second choice beside", "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ok\"}},{\"index\":1,\"delta\":{\"content\":\"no\"}}]}\n\ndata: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"no\"}}]}\n\n" + End() },
        { "content in parts", "data: {\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"o\"},{\"type\":\"x\",\"n\":{\"text\":\"no\"}},\"k\"]}}]}\n\n" + End() },
        { "numbers for text", "data: {\"id\":7,\"created\":\"x\",\"choices\":[{\"index\":\"0\",\"delta\":{\"content\":\"ok\"},\"finish_reason\":\"\"}]}\n\n" + End() },
        { "an object for text", "data: {\"choices\":[{\"delta\":{\"content\":{\"a\":1}}}]}\n\n" + Event("ok") + End() },
        { "[DONE] without a reason", Event("ok") + "data: [DONE]\n\n" },
        { "a reason without [DONE]", Event("ok") + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n" },
        { "no blank line at the end", Event("ok") + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n" },
        { "babble after the end", Event("ok") + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: {oops\n\n" },
        { "text with the reason", "data: {\"choices\":[{\"delta\":{\"content\":\"ok\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n" },
        { "a success code", "data: {\"code\":0,\"message\":\"success\",\"choices\":[{\"delta\":{\"content\":\"ok\"}}]}\n\ndata: {\"code\":\"0\",\"message\":\"\"}\n\n" + End() },
        { "an empty error", "data: {\"error\":\"\",\"choices\":[{\"delta\":{\"content\":\"ok\"}}]}\n\n" + End() },
        { "a refusal in words", "data: {\"choices\":[{\"delta\":{\"refusal\":\"ok\"}}]}\n\n" + End() },
    };

    [Theory]
    [MemberData(nameof(LenientStreams))]
    public async Task Streams_that_bend_the_format_are_read(string what, string raw)
    {
        await using var lab = await ModelHarness.StartAsync(Stream(raw));
        (await lab.Client().AskAsync("q")).Text.ShouldBe("ok", what);
    }

    [Fact]
    public async Task Halves_of_an_emoji_and_broken_bytes_do_not_break_the_answer()
    {
        byte[] raw =
        [
            .. Encoding.UTF8.GetBytes("data: {\"choices\":[{\"delta\":{\"content\":\"a\\n\\\"\\u4f60\\ud83d\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"\\udea3b\\udc00c\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\""),
            0xff, 0xfe, .. Encoding.UTF8.GetBytes("d\\ud800\"}}]}\n\n" + End()),
        ];
        await using var lab = await ModelHarness.StartAsync(Stream(raw));
        (await lab.Client().AskAsync("q")).Text.ShouldBe("a\n\"你🚣b\uFFFDc\uFFFD\uFFFDd\uFFFD");
    }

    [Fact]
    public async Task A_host_that_ignores_stream_is_read_whole()
    {
        await using var lab = await ModelHarness.StartAsync(Status(200,
            """{"id":"c1","model":"m","choices":[{"message":{"role":"assistant","content":"whole","reasoning_content":"hm"},"finish_reason":"length"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}"""));
        var response = await lab.Client().AskAsync("q");
        (response.Text, response.Reasoning()).ShouldBe(("whole", "hm"));
        response.FinishReason.ShouldBe(ChatFinishReason.Length);
        response.Usage!.TotalTokenCount.ShouldBe(3);
    }

    [Fact]
    public async Task A_stream_without_its_content_type_is_read_as_one()
    {
        await using var lab = await ModelHarness.StartAsync(Status(200, Event("ok") + End(), "text/plain"));
        (await lab.Client().AskAsync("q")).Text.ShouldBe("ok");
    }

    [Fact]
    public async Task A_leading_think_block_is_reasoning()
    {
        await using var lab = await ModelHarness.StartAsync(Answer("<think>first\nsecond</think>\n\nThe <think> tag.", chunk: 2));
        var response = await lab.Client().AskAsync("q");
        response.Reasoning().ShouldBe("first\nsecond");
        response.Text.ShouldBe("The <think> tag.");
    }

    [Fact]
    public async Task Metadata_names_provider_and_model()
    {
        await using var lab = await ModelHarness.StartAsync();
        var client = lab.Client();
        var metadata = client.GetService<ChatClientMetadata>().ShouldNotBeNull();
        (metadata.ProviderName, metadata.DefaultModelId).ShouldBe(("lab", "model-1"));
        client.GetService<WireChatClient>().ShouldBeSameAs(client);
        lab.Retrying().GetService<WireChatClient>().ShouldNotBeNull();
    }
}
