using System.Text;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Models;
using Dinghy.Gateway.Tests.Support;
using static Dinghy.Testing.ModelBehaviour;

namespace Dinghy.Gateway.Tests.Agents;

/// <summary>A model that does everything it should not: each ends in a reason with a sentence for the person, and costs no more than its bound.</summary>
public sealed class MisbehavingModelTests
{
    private const int Megabyte = 1024 * 1024;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("half JSON", Reasons.ModelDown)]
    [InlineData("half JSON, unstreamed", Reasons.ModelDown)]
    [InlineData("no end", Reasons.ModelDown)]
    [InlineData("cut by reset", Reasons.ModelDown)]
    [InlineData("a web page", Reasons.ModelDown)]
    [InlineData("a web page as a stream", Reasons.ModelDown)]
    [InlineData("nothing at all", Reasons.ModelDown)]
    [InlineData("10 MB in one chunk", Reasons.ModelDown)]
    [InlineData("10 MB of JSON", Reasons.ModelDown)]
    [InlineData("words without end", Reasons.ModelDown)]
    [InlineData("429", Reasons.ModelQuota)]
    [InlineData("429 with retry-after", Reasons.ModelQuota)]
    [InlineData("an error in 200", Reasons.ModelRefused)]
    [InlineData("an error in 200, as a stream", Reasons.ModelQuota)]
    [InlineData("an error in the stream", Reasons.ModelQuota)]
    [InlineData("filtered before", Reasons.ModelFiltered)]
    [InlineData("filtered halfway", Reasons.ModelFiltered)]
    [InlineData("an unknown model as 503", Reasons.ModelRefused)]
    [InlineData("an empty answer", Reasons.EmptyAnswer)]
    [InlineData("only thoughts", Reasons.EmptyAnswer)]
    public async Task Whatever_it_does_the_person_hears_one_sentence(string deed, string reason)
    {
        await using var lab = await ModelHarness.StartAsync();
        lab.Server.Otherwise = Behaviour(deed);
        var updates = await AgentRig.Runner(lab.Client(), time: lab.Clock).RunAsync(AgentRig.Context(), Ct).ToListAsync(Ct);

        updates[^1].ShouldBe(new AgentUpdate.Failed(reason));
        lab.Server.Requests.Count.ShouldBeLessThanOrEqualTo(2);
        Sentences.For(reason, Language.Chinese).ShouldNotBe(Sentences.For("no such reason", Language.Chinese));
        Sentences.For(reason, Language.English).ShouldNotBe(Sentences.For("no such reason", Language.English));
    }

    [Theory]
    [InlineData("no_such_tool", "{}")]
    [InlineData("look up; rm -rf", "{}")]
    [InlineData("look_up", "{\"x\":")]
    [InlineData("look_up", "[1,2]")]
    public async Task A_call_that_can_not_be_made_goes_back_to_the_model_and_the_answer_comes(string name, string arguments)
    {
        var tool = new FakeTool("look_up");
        await using var lab = await ModelHarness.StartAsync(CallTool(name, arguments), Answer("never mind"));
        var updates = await AgentRig.Runner(lab.Client(), time: lab.Clock, tools: tool).RunAsync(AgentRig.Context(), Ct).ToListAsync(Ct);

        updates[^1].ShouldBeOfType<AgentUpdate.Finished>();
        string.Concat(updates.OfType<AgentUpdate.Text>().Select(text => text.Delta)).ShouldBe("never mind");
        tool.Calls.ShouldBe(0);
        lab.Server.Requests[1].Messages[^1].Role.ShouldBe("tool");
    }

    [Fact]
    public async Task Arguments_as_an_object_are_taken_as_they_are_meant()
    {
        var tool = new FakeTool("look_up", readOnly: true);
        await using var lab = await ModelHarness.StartAsync(
            Stream(Delta("""{"tool_calls":[{"function":{"name":"look_up","arguments":{"word":"x"}}}]}""") + End("tool_calls")), Answer("done"));
        (await AgentRig.Runner(lab.Client(), time: lab.Clock, tools: tool).RunAsync(AgentRig.Context(), Ct).ToListAsync(Ct))[^1].ShouldBeOfType<AgentUpdate.Finished>();
        tool.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_drip_slower_than_the_time_out_ends_and_keep_alives_do_not_help_it()
    {
        await using var lab = await ModelHarness.StartAsync();
        using var gate = new SemaphoreSlim(0);
        lab.Server.Otherwise = new ModelBehaviour(async turn =>
        {
            await turn.StartStreamAsync();
            while (true)
            {
                await turn.SendRawAsync(": keep-alive\n\n"u8.ToArray());
                await gate.WaitAsync(turn.Stopped);
            }
        });
        var answering = AgentRig.Runner(lab.Client(), time: lab.Clock).RunAsync(AgentRig.Context(), Ct).ToListAsync(Ct).AsTask();
        await lab.HeadersSeen;
        for (var i = 0; i < 3; i++)
        {
            gate.Release();
            lab.Clock.Advance(TimeSpan.FromSeconds(15));
        }

        (await answering.Within())[^1].ShouldBe(new AgentUpdate.Failed(Reasons.ModelDown));
    }

    [Fact]
    public async Task Of_an_answer_without_end_no_more_is_taken_than_the_bound_and_the_connection_is_closed()
    {
        await using var lab = await ModelHarness.StartAsync();
        lab.Server.Otherwise = new ModelBehaviour(async turn =>
        {
            await turn.StartStreamAsync();
            var piece = Encoding.UTF8.GetBytes(Event(new string('x', 100_000)));
            for (var sent = 0; sent < 12 * Megabyte; sent += piece.Length) await turn.SendRawAsync(piece);
            // The clock stands still: only a client that had enough leaves now.
            await turn.UntilStoppedAsync();
        });
        var answering = AgentRig.Runner(lab.Client(), time: lab.Clock).RunAsync(AgentRig.Context(), Ct).ToListAsync(Ct).AsTask();

        (await answering.Within())[^1].ShouldBe(new AgentUpdate.Failed(Reasons.ModelDown));
        (await lab.Server.Requests.ShouldHaveSingleItem().Ended.Within()).ShouldBeTrue();
    }

    private static ModelBehaviour Behaviour(string deed) => deed switch
    {
        "half JSON" => Stream(Event("half") + "data: {\"choices\":[{\"delta\":{\"con\n\n"),
        "half JSON, unstreamed" => Status(200, """{"choices":[{"message":{"content":"hal"""),
        "no end" => Cut("half an answer"),
        "cut by reset" => Cut("half an answer", abort: true),
        "a web page" => Html(),
        "a web page as a stream" => Status(200, "<!DOCTYPE html>\n\n<html>", "text/event-stream"),
        "nothing at all" => Status(200, "", "text/event-stream"),
        "10 MB in one chunk" => Stream(Event(new string('x', 10 * Megabyte))),
        "10 MB of JSON" => Status(200, $$$"""{"choices":[{"message":{"content":"{{{new string('x', 10 * Megabyte)}}}"}}]}"""),
        "words without end" => Stream(string.Concat(Enumerable.Repeat(Event(new string('x', 100_000)), 60))),
        "429" => Status(429),
        "429 with retry-after" => Status(429, headers: ("Retry-After", "3600")),
        "an error in 200" => Status(200, """{"error":{"message":"no","code":"invalid_api_key"}}"""),
        "an error in 200, as a stream" => Status(200, """{"base_resp":{"status_code":1008,"status_msg":"insufficient balance"},"choices":null}""", "text/event-stream"),
        "an error in the stream" => Stream(Event("half") + "data: {\"error\":{\"message\":\"slow down\",\"code\":429}}\n\n"),
        "filtered before" => Status(400, """{"error":{"code":"data_inspection_failed","message":"no"}}"""),
        "filtered halfway" => Stream(Event("half") + End("content_filter")),
        "an unknown model as 503" => Status(503, """{"error":{"message":"Model not found: x"}}"""),
        "an empty answer" => Stream(End()),
        "only thoughts" => Stream(Delta("""{"reasoning_content":"hm"}""") + End()),
        _ => throw new ArgumentOutOfRangeException(nameof(deed), deed, "No such deed."),
    };
}
