using System.Text;
using System.Text.Json;

namespace Dinghy.Bench.Floors;

/// <summary>A frame of the socket, as far as a floor needs it.</summary>
/// <param name="Id">The header <c>messageId</c>.</param>
/// <param name="Data">The frame's data; what a ping wants back.</param>
/// <param name="Webhook">Null: no robot message.</param>
/// <param name="Text">What was said.</param>
internal sealed record Frame(string Id, string Data, Uri? Webhook, string Text)
{
    public static Frame Read(ReadOnlyMemory<byte> json)
    {
        using var frame = JsonDocument.Parse(json);
        var root = frame.RootElement;
        var id = root.GetProperty("headers").GetProperty("messageId").GetString() ?? "";
        var data = root.TryGetProperty("data", out var found) ? found.GetString() ?? "" : "";
        if (!root.GetProperty("type").ValueEquals("CALLBACK"u8)) return new Frame(id, data, null, "");
        using var message = JsonDocument.Parse(data);
        var webhook = message.RootElement.GetProperty("sessionWebhook").GetString()!;
        return new Frame(id, "", new Uri(webhook), message.RootElement.GetProperty("text").GetProperty("content").GetString() ?? "");
    }

    public byte[] Acknowledgement()
    {
        var data = JsonEncodedText.Encode(Data.Length > 0 ? Data : """{"response":null}""");
        return Encoding.UTF8.GetBytes($$"""{"code":200,"headers":{"messageId":"{{Id}}","contentType":"application/json"},"message":"OK","data":"{{data}}"}""");
    }
}
