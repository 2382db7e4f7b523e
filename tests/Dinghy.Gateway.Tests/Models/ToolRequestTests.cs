using System.Text.Json;
using Dinghy.Gateway.Models;
using Microsoft.Extensions.AI;
using static Dinghy.Testing.ModelBehaviour;

namespace Dinghy.Gateway.Tests.Models;

/// <summary>Pictures, tools, calls and results on their way to the model.</summary>
public sealed class ToolRequestTests
{
    private static readonly ToolDeclaration s_tool = new("look_up", "Looks a word up.", """{"type":"object","properties":{"word":{"type":"string"}},"required":["word"]}""");

    [Fact]
    public async Task A_request_of_words_alone_is_the_same_bytes_as_ever()
    {
        await using var lab = await ModelHarness.StartAsync();
        await lab.Client().GetResponseAsync([new(ChatRole.System, "be brief"), new(ChatRole.User, "你好 \"x\"")], new ChatOptions { Temperature = 0.5f });
        lab.Server.Requests[0].Text.ShouldBe(
            """{"model":"model-1","messages":[{"role":"system","content":"be brief"},{"role":"user","content":"你好 \"x\""}],"stream":true,"temperature":0.5}""");
    }

    [Fact]
    public async Task Pictures_go_as_data_addresses_between_the_words()
    {
        await using var lab = await ModelHarness.StartAsync();
        byte[] bytes = [0x89, 0x50, 0xff, 0xfe, 0x00];
        await lab.Client().AskAsync(new ChatMessage(ChatRole.User, [new TextContent("before"), new DataContent(bytes, "image/png"), new TextContent(""), new TextContent("after")]));
        var request = lab.Server.Requests.ShouldHaveSingleItem();
        request.Text.ShouldContain(
            """:[{"type":"text","text":"before"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVD//gA="}},{"type":"text","text":"after"}]}""");
        request.Messages[0].Pictures.ShouldHaveSingleItem().Bytes.ShouldBe(bytes);
    }

    [Fact]
    public async Task Tools_go_with_their_schema_and_calls_with_their_results()
    {
        await using var lab = await ModelHarness.StartAsync();
        await lab.Client().GetResponseAsync(
            [
                new(ChatRole.User, "q"),
                new(ChatRole.Assistant,
                [
                    new TextReasoningContent("hm"), new TextContent("wait"), new FunctionCallContent("c1", "look_up", new Dictionary<string, object?> { ["word"] = "船", ["n"] = 2L, ["list"] = new List<object?> { true, null, 1.5 } }),
                    new FunctionCallContent("c2", "look_up") { Exception = new FormatException() },
                ]),
                new(ChatRole.Tool, [new FunctionResultContent("c1", "a boat"), new FunctionResultContent("c2", null)]),
            ],
            new ChatOptions { Tools = [s_tool], ToolMode = ChatToolMode.None });

        var request = lab.Server.Requests.ShouldHaveSingleItem();
        request.Tools.ShouldBe(["look_up"]);
        request.Messages.ShouldBe([new("user", "q"), new("assistant", "wait"), new("tool", "a boat") { CallId = "c1" }, new("tool", "") { CallId = "c2" }]);
        request.Messages[1].Calls.ShouldBe([new("c1", "look_up", """{"word":"船","n":2,"list":[true,null,1.5]}"""), new("c2", "look_up", "{}")]);
        request.Messages[1].Reasoning.ShouldBeNull();
        request.Text.ShouldEndWith(
            """
            ,"tools":[{"type":"function","function":{"name":"look_up","description":"Looks a word up.","parameters":{"type":"object","properties":{"word":{"type":"string"}},"required":["word"]}}}],"tool_choice":"none"}
            """.Trim());
    }

    [Fact]
    public async Task Thoughts_go_back_between_tool_rounds_only_and_only_where_the_host_wants_them()
    {
        await using var lab = await ModelHarness.StartAsync();
        await lab.Client(lab.Endpoint() with { Quirks = new ModelQuirks { ReplayReasoning = true } }).GetResponseAsync(
        [
            new(ChatRole.User, "q"), new(ChatRole.Assistant, [new TextReasoningContent("old"), new TextContent("a")]), new(ChatRole.User, "q2"),
            new(ChatRole.Assistant, [new TextReasoningContent("first "), new TextReasoningContent("then"), new FunctionCallContent("c1", "look_up")]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "r")]),
        ]);
        var messages = lab.Server.Requests[0].Messages;
        messages.Select(m => m.Reasoning).ShouldBe([null, null, null, "first then", null]);
        lab.Server.Requests[0].Text.ShouldContain("""{"role":"assistant","content":null,"reasoning_content":"first then","tool_calls":[""");
    }

    [Fact]
    public async Task A_host_that_refuses_tools_is_asked_once_more_without_and_never_again_with_them()
    {
        await using var lab = await ModelHarness.StartAsync(
            Status(400, """{"error":{"message":"m does not support tools"}}"""), Answer("plain"), Answer("again"));
        var client = lab.Client();
        var options = new ChatOptions { Tools = [s_tool], ToolMode = ChatToolMode.Auto };
        (await client.GetResponseAsync([new(ChatRole.User, "q")], options)).Text.ShouldBe("plain");
        (await client.GetResponseAsync([new(ChatRole.User, "q")], options)).Text.ShouldBe("again");
        lab.Server.Requests.Select(r => r.Tools.Count).ShouldBe([1, 0, 0]);
        lab.Server.Requests[2].Text.ShouldNotContain("tool");
        options.Tools.ShouldHaveSingleItem();
        lab.Log.Lines.Count(l => l.Id.Id == 2406).ShouldBe(1);
    }

    [Fact]
    public async Task A_complaint_about_tools_after_a_tool_ran_or_without_any_is_a_fault()
    {
        var refused = Status(400, """{"error":{"message":"bad tool call id"}}""");
        await using var lab = await ModelHarness.StartAsync(refused, refused);
        var options = new ChatOptions { Tools = [s_tool] };
        ChatMessage[] ran = [new(ChatRole.User, "q"), new(ChatRole.Assistant, [new FunctionCallContent("c", "t")]), new(ChatRole.Tool, [new FunctionResultContent("c", "r")])];
        (await Should.ThrowAsync<ModelException>(() => lab.Client().GetResponseAsync(ran, options))).Fault.ShouldBe(ModelFault.NoTools);
        (await Should.ThrowAsync<ModelException>(() => lab.Client().AskAsync("q"))).Fault.ShouldBe(ModelFault.NoTools);
        lab.Server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public void A_schema_that_is_no_json_is_found_when_the_tool_is_made() =>
        Should.Throw<JsonException>(() => new ToolDeclaration("t", "d", "{"));
}
