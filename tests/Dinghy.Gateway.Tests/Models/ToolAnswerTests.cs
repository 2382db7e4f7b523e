using Dinghy.Gateway.Models;
using Dinghy.Gateway.Models.Wire;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.AI;

using static Dinghy.Testing.ModelBehaviour;

namespace Dinghy.Gateway.Tests.Models;

/// <summary>Tool calls as hosts stream them.</summary>
public sealed class ToolAnswerTests
{
    public static TheoryData<string, string[], string> Shapes => new()
    {
        { "OpenAI", [Piece(0, "c1", "a", ""), Piece(0, null, null, "{\"x\""), Piece(0, null, null, ":1}"), Piece(1, "c2", "b", ""), Piece(1, null, null, "{}")], "c1 a {\"x\":1}; c2 b {}" },
        { "gaps between indexes", [Piece(2, "c1", "a", "{}"), Piece(7, "c2", "b", "{}"), Piece(2, null, null, "")], "c1 a {}; c2 b {}" },
        { "pieces of two calls mixed", [Piece(0, "c1", "a", "{\"x\":"), Piece(1, "c2", "b", "{\"y\":"), Piece(0, null, null, "1}"), Piece(1, null, null, "2}")], "c1 a {\"x\":1}; c2 b {\"y\":2}" },
        { "the name again with each piece", [Piece(0, "c1", "a", ""), Piece(0, "c1", "a", "{\"x\":1"), Piece(0, "c1", "a", "}"), Piece(0, "c1", "a", "")], "c1 a {\"x\":1}" },
        { "an empty name and id later", [Piece(0, "c1", "a", "{"), Piece(0, "", "", "}")], "c1 a {}" },
        { "a fresh id with each piece", [Piece(0, "c1", "a", "{\"x\""), Piece(0, "c9", null, ":1}")], "c1 a {\"x\":1}" },
        { "every call with index 0", [Piece(0, "c1", "a", "{\"x\":1}"), Piece(0, "c2", "a", "{\"x\":2}"), Piece(0, "c3", "b", "{}")], "c1 a {\"x\":1}; c2 a {\"x\":2}; c3 b {}" },
        { "no index, ids", [Piece(null, "c1", "a", "{\"x\""), Piece(null, "c1", null, ":1}"), Piece(null, "c2", "a", "{}")], "c1 a {\"x\":1}; c2 a {}" },
        { "no index, the id once", [Piece(null, "c1", "a", "{\"x\""), Piece(null, null, null, ":1}"), Piece(null, "c2", "b", "{}")], "c1 a {\"x\":1}; c2 b {}" },
        { "neither index nor id", [Piece(null, null, "a", "{\"x\":1}"), Piece(null, null, "a", "{\"x\":2}"), Piece(null, null, "b", "{}")], "? a {\"x\":1}; ? a {\"x\":2}; ? b {}" },
        { "the same id twice", [Piece(0, "c1", "a", "{}"), Piece(1, "c1", "b", "{}")], "c1 a {}; ? b {}" },
        { "arguments as an object", ["""{"tool_calls":[{"index":0,"id":"c1","function":{"name":"a","arguments":{"x":{"y":[1]}}}}]}"""], "c1 a {\"x\":{\"y\":[1]}}" },
        { "null arguments", ["""{"tool_calls":[{"index":0,"id":"c1","function":{"name":"a","arguments":null}}]}"""], "c1 a {}" },
        { "no arguments", ["""{"tool_calls":[{"index":0,"id":"c1","function":{"name":"a"}}]}"""], "c1 a {}" },
        { "an empty object first", [Piece(0, "c1", "a", "{}"), Piece(0, null, null, "{\"x\":1}")], "c1 a {\"x\":1}" },
        { "the whole again at the end", [Piece(0, "c1", "a", "{\"x\":1}"), Piece(0, "c1", "a", "{\"x\":1}")], "c1 a {\"x\":1}" },
        { "a string of a string", [Piece(0, "c1", "a", "\"{\\\"x\\\":1}\"")], "c1 a {\"x\":1}" },
        { "one call without its list", ["""{"tool_calls":{"id":"c1","type":"function","function":{"name":"a","arguments":"{}"}}}"""], "c1 a {}" },
        { "numbers as ids, odd members", ["""{"tool_calls":[null,3,{"index":"0","id":17,"function":{"name":"a","arguments":"{}"},"extra":[{}]}]}"""], "17 a {}" },
        { "a name that grows", [Piece(0, "c1", "look", ""), Piece(0, "c1", "look_up", ""), Piece(0, null, null, "{}")], "c1 look_up {}" },
        { "a name in pieces", [Piece(0, "c1", "look", ""), Piece(0, null, "_up", ""), Piece(0, null, null, "{}")], "c1 look_up {}" },
        { "no name at all", [Piece(0, "c1", null, "{}")], "" },
        { "nothing in it", ["""{"tool_calls":[]}""", """{"tool_calls":null}""", """{"tool_calls":"none"}""", """{"tool_calls":[{}]}"""], "" },
        { "broken arguments", [Piece(0, "c1", "a", "{\"x\":"), Piece(1, "c2", "b", "[1]"), Piece(2, "c3", "c", "{} x")], "c1 a !; c2 b !; c3 c !" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_call_is_understood_however_it_is_streamed(string shape, string[] deltas, string expected)
    {
        await using var lab = await ModelHarness.StartAsync(Stream(string.Concat(deltas.Select(Delta)) + End("tool_calls")));
        var calls = (await lab.Client().AskAsync("q")).Calls();
        Describe(calls, expected.Contains("? ", StringComparison.Ordinal)).ShouldBe(expected, shape);
        calls.Select(c => c.CallId).Distinct().Count().ShouldBe(calls.Count);
        calls.ShouldAllBe(c => c.CallId.Length > 0);
    }

    [Fact]
    public async Task Words_thoughts_and_counts_come_beside_the_calls()
    {
        await using var lab = await ModelHarness.StartAsync(Stream(
            Delta("""{"reasoning_content":"hm"}""") + Event("one moment") + Delta(Piece(0, "c1", "a", "{}"))
            + """data: {"choices":[{"delta":{},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":3,"completion_tokens":4}}""" + "\n\ndata: [DONE]\n\n"));
        var response = await lab.Client().AskAsync("q");
        (response.Text, response.Reasoning(), response.FinishReason, response.Usage!.OutputTokenCount).ShouldBe(("one moment", "hm", ChatFinishReason.ToolCalls, 4));
        response.Calls().ShouldHaveSingleItem().Name.ShouldBe("a");
    }

    [Fact]
    public async Task A_whole_answer_in_one_body_may_call_too()
    {
        await using var lab = await ModelHarness.StartAsync(Status(200,
            """{"choices":[{"message":{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"a","arguments":"{\"x\":1}"}}]},"finish_reason":"tool_calls"}]}"""));
        Describe((await lab.Client().AskAsync("q")).Calls()).ShouldBe("c1 a {\"x\":1}");
    }

    [Fact]
    public async Task A_stream_cut_within_a_call_is_no_answer()
    {
        await using var lab = await ModelHarness.StartAsync(Stream(Delta(Piece(0, "c1", "a", "{"))));
        (await lab.FaultAsync()).Fault.ShouldBe(ModelFault.Cut);
    }

    [Fact]
    public async Task Arguments_without_end_are_stopped_at_the_bound_of_an_answer()
    {
        var piece = Delta(Piece(0, null, null, new string('x', 500_000)));
        await using var lab = await ModelHarness.StartAsync(Stream(Delta(Piece(0, "c1", "a", "{")) + string.Concat(Enumerable.Repeat(piece, 10)) + End("tool_calls")));
        (await lab.FaultAsync()).Message.ShouldContain("4 MiB");
    }

    [Fact]
    public void More_calls_than_a_model_may_make_are_dropped()
    {
        var pieces = new ToolCallPieces();
        for (var i = 0; i < 1000; i++) pieces.Add(new OpenAiCallDelta { Index = i, Id = $"c{i}", Function = new OpenAiCalledDelta { Name = "a", Arguments = "{}" } });
        pieces.End().Count.ShouldBe(ToolCallPieces.MostCalls);
    }

    [Fact]
    public async Task Each_piece_of_a_call_is_a_token_for_the_time_out()
    {
        using var gate = new SemaphoreSlim(0);
        await using var lab = await ModelHarness.StartAsync(new Dinghy.Testing.ModelBehaviour(async turn =>
        {
            await turn.StartStreamAsync();
            await turn.SendRawAsync(": headers\n\n"u8.ToArray());
            foreach (var piece in "{\"x\":1}")
            {
                await gate.WaitAsync(turn.Stopped);
                await turn.SendDeltaAsync(Piece(0, "c1", "a", piece.ToString()));
            }

            await turn.SendEndAsync("tool_calls");
        }));
        var asking = lab.Client().AskAsync("q");
        await lab.HeadersSeen.Within();
        for (var i = 0; i < 7; i++)
        {
            // The gap timer stands at 45 s again once a piece was read.
            await Waiting.Until(() => lab.Clock.UntilNextTimer == TimeSpan.FromSeconds(45));
            lab.Clock.Advance(TimeSpan.FromSeconds(30));
            gate.Release();
        }

        Describe((await asking.Within()).Calls()).ShouldBe("c1 a {\"x\":1}");
    }

    [Fact]
    public void However_a_call_is_chopped_it_is_the_same_call()
    {
        const string arguments = """{"question":"哪天 🚣?","options":[{"label":"Mon\"day"},{"label":"{}"}],"n":-1.5e3,"deep":{"a":[[],{}]}}""";
        var whole = ToolArguments.Write(ToolArguments.Parse(arguments)!);
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var (indexed, named, ided) = (random.Next(2) == 0, random.Next(2) == 0, random.Next(2) == 0);
            var pieces = new ToolCallPieces();
            for (var at = 0; at < arguments.Length;)
            {
                var length = Math.Min(random.Next(1, 20), arguments.Length - at);
                pieces.Add(new OpenAiCallDelta
                {
                    Index = indexed ? 3 : null,
                    Id = at == 0 || ided ? "c1" : null,
                    Function = new OpenAiCalledDelta { Name = at == 0 || named ? "offer" : null, Arguments = arguments.Substring(at, length) },
                });
                at += length;
            }

            Describe(pieces.End()).ShouldBe($"c1 offer {whole}", $"seed {seed}");
        }
    }

    [Theory]
    [InlineData("{\"a\":1e999}", "{\"a\":null}")]
    [InlineData("{\"a\":1,\"a\":2}", "{\"a\":2}")]
    [InlineData("null", "{}")]
    [InlineData("  ", "{}")]
    [InlineData("[]", null)]
    [InlineData("\"\\\"x\\\"\"", null)]
    [InlineData("{\"a\":1}]", null)]
    public void Arguments_are_an_object_or_nothing(string text, string? expected) =>
        (ToolArguments.Parse(text) is { } map ? ToolArguments.Write(map) : null).ShouldBe(expected);

    [Fact]
    public void Arguments_nested_past_reason_are_refused() =>
        ToolArguments.Parse(string.Concat(Enumerable.Repeat("{\"a\":", 5000)) + "1" + new string('}', 5000)).ShouldBeNull();

    private static string Describe(IEnumerable<FunctionCallContent> calls, bool anonymous = false) => string.Join("; ", calls.Select(call =>
        $"{(anonymous && !(call.CallId.StartsWith('c') && call.CallId.Length == 2) ? "?" : call.CallId)} {call.Name} {(call.Exception is null ? ToolArguments.Write(call.Arguments) : "!")}"));

    private static string Piece(int? index, string? id, string? name, string? arguments)
    {
        var members = new List<string>();
        if (index is not null) members.Add($"\"index\":{index}");
        if (id is not null) members.Add($"\"id\":\"{id}\"");
        var called = new List<string>();
        if (name is not null) called.Add($"\"name\":\"{name}\"");
        if (arguments is not null) called.Add($"\"arguments\":{System.Text.Json.JsonSerializer.Serialize(arguments)}");
        members.Add($"\"function\":{{{string.Join(',', called)}}}");
        return $"{{\"tool_calls\":[{{{string.Join(',', members)}}}]}}";
    }
}
