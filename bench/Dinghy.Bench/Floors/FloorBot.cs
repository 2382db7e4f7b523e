using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text.Json;

namespace Dinghy.Bench.Floors;

/// <summary>The least a C# bot can do on DingTalk's Stream: one socket, an acknowledgement, an answer by the session webhook. Not our library.</summary>
internal sealed class FloorBot(HttpClient http, ClientWebSocket socket, DurableAnswers? answers)
{
    private byte[] _buffer = new byte[64 * 1024];

    /// <summary>Runs until stdin ends, so it can not outlive the driver.</summary>
    /// <param name="api">Both API hosts.</param>
    /// <param name="answers">Null echoes.</param>
    public static async Task<int> RunAsync(Uri api, DurableAnswers? answers)
    {
        using var http = Http.Create();
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(await OpenAsync(http, api), CancellationToken.None);
        var reading = new FloorBot(http, socket, answers).ReadAsync();
        await Task.WhenAny(reading, Console.In.ReadToEndAsync());
        return 0;
    }

    private static async Task<Uri> OpenAsync(HttpClient http, Uri api)
    {
        using var content = Http.Json(
            """
            {"clientId":"dingemulator0001","clientSecret":"emulator-secret-0001","ua":"floor","subscriptions":[{"type":"CALLBACK","topic":"/v1.0/im/bot/messages/get"}]}
            """u8.ToArray());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(api, "/v1.0/gateway/connections/open")) { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await http.SendAsync(request);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        var (endpoint, ticket) = (answer.RootElement.GetProperty("endpoint").GetString(), answer.RootElement.GetProperty("ticket").GetString());
        return new Uri($"{endpoint}?ticket={Uri.EscapeDataString(ticket!)}");
    }

    private async Task ReadAsync()
    {
        while (await ReceiveAsync() is { } length)
        {
            var frame = Frame.Read(_buffer.AsMemory(0, length));
            if (frame.Webhook is not null) answers?.Store(_buffer.AsSpan(0, length));
            // Only this loop sends, so the socket needs no lock.
            await socket.SendAsync(frame.Acknowledgement(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            if (frame.Webhook is not null) _ = AnswerAsync(frame.Webhook, frame.Text);
        }
    }

    private async Task<int?> ReceiveAsync()
    {
        for (var filled = 0; ;)
        {
            var part = await socket.ReceiveAsync(_buffer.AsMemory(filled), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            filled += part.Count;
            if (part.EndOfMessage) return filled;
            if (filled == _buffer.Length) Array.Resize(ref _buffer, filled * 2);
        }
    }

    private async Task AnswerAsync(Uri webhook, string text)
    {
        try
        {
            using var content = Http.TextMessage(answers is null ? text : await answers.AnswerAsync(text));
            using var response = await http.PostAsync(webhook, content);
            response.EnsureSuccessStatusCode();
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            // The driver misses this answer and says so; here is why.
            await Console.Error.WriteLineAsync(e.Message);
        }
    }
}
