using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Dinghy.Emulator.Tests;

/// <summary>A frame as it came.</summary>
internal sealed record DownFrame(string Raw)
{
    public JsonElement Json { get; } = JsonDocument.Parse(Raw).RootElement;
    public string Type => Json.GetProperty("type").GetString()!;
    public string Id => Header("messageId");
    public string Topic => Header("topic");
    public string Data => Json.GetProperty("data").GetString()!;
    public JsonElement Message => JsonDocument.Parse(Data).RootElement;
    public string Header(string name) => Json.GetProperty("headers").GetProperty(name).GetString()!;
}

/// <summary>A bot made of HttpClient and ClientWebSocket: what the wire says, nothing more.</summary>
internal sealed class RawBot(ClientWebSocket socket) : IDisposable
{
    public ClientWebSocket Socket => socket;

    public static async Task<RawBot> ConnectAsync(EmulatorServer server, Action<ClientWebSocketOptions>? options = null, string? open = null)
    {
        var reply = await server.PostAsync("/v1.0/gateway/connections/open", open ?? Calls.OpenBody());
        reply.Status.ShouldBe(200, reply.Body);
        var socket = new ClientWebSocket();
        socket.Options.Proxy = null;
        options?.Invoke(socket.Options);
        await socket.ConnectAsync(new Uri($"{reply["endpoint"]}?ticket={reply["ticket"]}"), Guard.Token);
        return new RawBot(socket);
    }

    /// <summary>The next frame; <c>null</c> when the server closed.</summary>
    public async Task<DownFrame?> NextAsync()
    {
        using var text = new MemoryStream();
        var buffer = new byte[4096];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), Guard.Token);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            text.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return new DownFrame(Encoding.UTF8.GetString(text.ToArray()));
        }
    }

    public async Task<DownFrame> FrameAsync() => (await NextAsync()).ShouldNotBeNull();

    public Task SendAsync(string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Guard.Token);

    public Task AckAsync(DownFrame frame, int code = 200, string data = """{"response":null}""") =>
        SendAsync($$"""{"code":{{code}},"headers":{"messageId":"{{frame.Id}}","contentType":"application/json"},"message":"OK","data":{{JsonSerializer.Serialize(data)}}}""");

    public void Dispose() => socket.Dispose();
}
