using System.Text;
using System.Text.Json;

namespace Dinghy.Testing;

public sealed record ModelMessage(string Role, string Content);

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
        Messages = [.. root.GetProperty("messages").EnumerateArray().Select(m =>
            new ModelMessage(m.GetProperty("role").GetString() ?? "", m.GetProperty("content").GetString() ?? ""))];
    }

    public string Model { get; }

    public bool Stream { get; }

    public IReadOnlyList<ModelMessage> Messages { get; }

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
