using System.Text.Json;

namespace Dinghy.Testing;

/// <summary>Answers in the form of Anthropic's Messages API.</summary>
public static class MessagesBehaviour
{
    /// <summary>A whole streamed answer; with <paramref name="thought"/>, a signed thinking block before it.</summary>
    public static ModelBehaviour Answer(string text, string? thought = null, string signature = "sig-1") => ModelBehaviour.Stream(
        Start() + (thought is null ? "" : Thinking(0, thought, signature)) + Text(thought is null ? 0 : 1, text) + End("end_turn"));

    /// <summary>Thinks, says something and calls a tool, its arguments in pieces.</summary>
    public static ModelBehaviour CallTool(string name, string arguments, string? thought = null, string signature = "sig-1", string id = "toolu_01") => ModelBehaviour.Stream(
        Start() + (thought is null ? "" : Thinking(0, thought, signature)) + Tool(thought is null ? 0 : 1, id, name, arguments) + End("tool_use"));

    public static string Start(int input = 20, int cacheRead = 0) => Event("message_start",
        $$$$$"""{"type":"message_start","message":{"id":"msg_01","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"usage":{"input_tokens":{{{{{input}}}}},"cache_read_input_tokens":{{{{{cacheRead}}}}},"cache_creation_input_tokens":0,"output_tokens":1}}}""")
        + Event("ping", """{"type":"ping"}""");

    public static string Text(int index, string text) =>
        Event("content_block_start", $$$$$"""{"type":"content_block_start","index":{{{{{index}}}}},"content_block":{"type":"text","text":""}}""")
        + string.Concat(text.Chunk(8).Select(piece => Event("content_block_delta", $$$$$"""{"type":"content_block_delta","index":{{{{{index}}}}},"delta":{"type":"text_delta","text":{{{{{Quote(piece)}}}}}}}""")))
        + Event("content_block_stop", $$$$$"""{"type":"content_block_stop","index":{{{{{index}}}}}}""");

    public static string Thinking(int index, string thought, string signature) =>
        Event("content_block_start", $$$$$"""{"type":"content_block_start","index":{{{{{index}}}}},"content_block":{"type":"thinking","thinking":"","signature":""}}""")
        + string.Concat(thought.Chunk(8).Select(piece => Event("content_block_delta", $$$$$"""{"type":"content_block_delta","index":{{{{{index}}}}},"delta":{"type":"thinking_delta","thinking":{{{{{Quote(piece)}}}}}}}""")))
        + Event("content_block_delta", $$$$$"""{"type":"content_block_delta","index":{{{{{index}}}}},"delta":{"type":"signature_delta","signature":"{{{{{signature}}}}}"}}""")
        + Event("content_block_stop", $$$$$"""{"type":"content_block_stop","index":{{{{{index}}}}}}""");

    public static string Tool(int index, string id, string name, string arguments) =>
        Event("content_block_start", $$$$$"""{"type":"content_block_start","index":{{{{{index}}}}},"content_block":{"type":"tool_use","id":"{{{{{id}}}}}","name":"{{{{{name}}}}}","input":{}}}""")
        + string.Concat(arguments.Chunk(6).Select(piece => Event("content_block_delta", $$$$$"""{"type":"content_block_delta","index":{{{{{index}}}}},"delta":{"type":"input_json_delta","partial_json":{{{{{Quote(piece)}}}}}}}""")))
        + Event("content_block_stop", $$$$$"""{"type":"content_block_stop","index":{{{{{index}}}}}}""");

    public static string End(string reason, int output = 7) =>
        Event("message_delta", $$$$$"""{"type":"message_delta","delta":{"stop_reason":"{{{{{reason}}}}}","stop_sequence":null},"usage":{"output_tokens":{{{{{output}}}}}}}""")
        + Event("message_stop", """{"type":"message_stop"}""");

    public static string Event(string name, string data) => $"event: {name}\ndata: {data}\n\n";

    private static string Quote(char[] piece) => JsonSerializer.Serialize(new string(piece));
}
