using System.Text;
using System.Text.Json;

namespace Dinghy.Testing;

/// <param name="Role">Whose words.</param>
/// <param name="Content">The text; of a message in parts, all its texts joined.</param>
public sealed record ModelMessage(string Role, string Content)
{
    /// <summary>Pictures, in order.</summary>
    public IReadOnlyList<ModelPicture> Pictures { get; init; } = [];

    public IReadOnlyList<ModelToolCall> Calls { get; init; } = [];

    /// <summary>Of a tool's result.</summary>
    public string? CallId { get; init; }

    public string? Reasoning { get; init; }

    // Words alone: most tests ask for nothing more.
    public bool Equals(ModelMessage? other) => other is not null && (Role, Content, CallId) == (other.Role, other.Content, other.CallId);

    public override int GetHashCode() => HashCode.Combine(Role, Content, CallId);

    internal static ModelMessage Read(JsonElement message)
    {
        var content = message.GetProperty("content");
        var parts = content.ValueKind == JsonValueKind.Array ? content.EnumerateArray().ToList() : [];
        return new ModelMessage(
            message.GetProperty("role").GetString() ?? "",
            content.ValueKind == JsonValueKind.String ? content.GetString()! : string.Concat(parts.Where(p => p.TryGetProperty("text", out _)).Select(p => p.GetProperty("text").GetString())))
        {
            Pictures = [.. parts.Where(p => p.GetProperty("type").GetString() is "image_url" or "image").Select(ModelPicture.Read)],
            Calls = message.TryGetProperty("tool_calls", out var calls) ? [.. calls.EnumerateArray().Select(ModelToolCall.Read)]
                : [.. parts.Where(p => p.GetProperty("type").GetString() == "tool_use").Select(ModelToolCall.ReadBlock)],
            CallId = message.TryGetProperty("tool_call_id", out var id) ? id.GetString()
                : parts.Where(p => p.GetProperty("type").GetString() == "tool_result").Select(p => p.GetProperty("tool_use_id").GetString()).FirstOrDefault(),
            Reasoning = message.TryGetProperty("reasoning_content", out var thought) ? thought.GetString()
                : parts.Where(p => p.GetProperty("type").GetString() == "thinking").Select(p => p.GetProperty("thinking").GetString()).FirstOrDefault(),
        };
    }
}

/// <summary>A picture as a request carried it.</summary>
public sealed record ModelPicture(string ContentType, byte[] Bytes)
{
    /// <summary>Throws <see cref="FormatException"/> where it is no data URL.</summary>
    internal static ModelPicture Read(JsonElement part)
    {
        if (part.TryGetProperty("source", out var source)) return new ModelPicture(source.GetProperty("media_type").GetString()!, source.GetProperty("data").GetBytesFromBase64());
        var url = part.GetProperty("image_url").GetProperty("url").GetString()!;
        if (!url.StartsWith("data:", StringComparison.Ordinal) || url.IndexOf(";base64,", StringComparison.Ordinal) is not (> 0 and var at)) throw new FormatException("not a data URL");
        return new ModelPicture(url[5..at], Convert.FromBase64String(url[(at + 8)..]));
    }
}

public sealed record ModelToolCall(string Id, string Name, string Arguments)
{
    internal static ModelToolCall Read(JsonElement call) => new(
        call.GetProperty("id").GetString() ?? "", call.GetProperty("function").GetProperty("name").GetString() ?? "",
        call.GetProperty("function").GetProperty("arguments").GetString() ?? "");

    /// <summary>As the Messages API writes it.</summary>
    internal static ModelToolCall ReadBlock(JsonElement block) => new(block.GetProperty("id").GetString() ?? "", block.GetProperty("name").GetString() ?? "", block.GetProperty("input").GetRawText());
}

/// <summary>One request as the scripted model read it.</summary>
public sealed class ModelRequest
{
    private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ModelRequest(byte[] body, IReadOnlyDictionary<string, string> headers)
    {
        Body = body;
        Headers = headers;
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        Model = root.GetProperty("model").GetString() ?? "";
        Stream = root.TryGetProperty("stream", out var stream) && stream.GetBoolean();
        Messages = [.. root.GetProperty("messages").EnumerateArray().Select(ModelMessage.Read)];
        Tools = root.TryGetProperty("tools", out var tools) ? [.. tools.EnumerateArray().Select(t => (t.TryGetProperty("function", out var function) ? function : t).GetProperty("name").GetString() ?? "")] : [];
    }

    public string Model { get; }

    public bool Stream { get; }

    public IReadOnlyList<ModelMessage> Messages { get; }

    /// <summary>The names of the tools that were offered.</summary>
    public IReadOnlyList<string> Tools { get; }

    /// <summary>The body as it came.</summary>
    public byte[] Body { get; }

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>By name, whatever its case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>Completes when the request is over; true if the client left before its answer was whole.</summary>
    public Task<bool> Ended => _ended.Task;

    /// <summary>Throws <see cref="JsonException"/> and its kin where the body is not a chat request.</summary>
    internal static ModelRequest Parse(byte[] body, IReadOnlyDictionary<string, string> headers) => new(body, headers);

    internal void End(bool left) => _ended.TrySetResult(left);
}
