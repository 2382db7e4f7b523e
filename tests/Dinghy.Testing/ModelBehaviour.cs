using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Dinghy.Testing;

/// <summary>What the scripted model does with one request. Own behaviours: <c>new ModelBehaviour(async turn => …)</c>.</summary>
public sealed class ModelBehaviour(Func<ModelTurn, Task> run)
{
    public Task RunAsync(ModelTurn turn) => run(turn);

    /// <summary>A whole streamed answer. The first chunk goes at once; every later one waits for a permit of <paramref name="gate"/>, when there is one.</summary>
    public static ModelBehaviour Answer(string text, int chunk = 16, SemaphoreSlim? gate = null) => new(async turn =>
    {
        await turn.StartStreamAsync();
        for (int at = 0, length; at < text.Length; at += length)
        {
            if (at > 0 && gate is not null) await gate.WaitAsync(turn.Stopped);
            length = Math.Min(chunk, text.Length - at);
            if (char.IsHighSurrogate(text[at + length - 1]) && at + length < text.Length) length++;
            await turn.SendTextAsync(text.Substring(at, length));
        }

        if (text.Length > chunk && gate is not null) await gate.WaitAsync(turn.Stopped);
        await turn.SendEndAsync();
    });

    /// <summary>A whole answer at the pace of a real model: one piece at once, and one more each time <paramref name="every"/> has passed.</summary>
    public static ModelBehaviour Paced(string text, TimeSpan every, TimeProvider time, int chunk = 4) => new(async turn =>
    {
        using var gate = new SemaphoreSlim(0);
        await using var pace = time.CreateTimer(_ => gate.Release(), null, every, every);
        await Answer(text, chunk, gate).RunAsync(turn);
    });

    /// <summary>Calls tools, streamed as OpenAI does: the name first, then the arguments in pieces. <paramref name="text"/> is said before.</summary>
    public static ModelBehaviour CallTools(string? text, params (string Name, string Arguments)[] calls) => new(async turn =>
    {
        await turn.StartStreamAsync();
        if (text is not null) await turn.SendTextAsync(text);
        for (var index = 0; index < calls.Length; index++)
        {
            var (name, arguments) = calls[index];
            var id = $"call-{turn.Number}-{index}";
            await turn.SendDeltaAsync($$$"""{"tool_calls":[{"index":{{{index}}},"id":"{{{id}}}","type":"function","function":{"name":{{{JsonSerializer.Serialize(name)}}},"arguments":""}}]}""");
            foreach (var piece in arguments.Chunk(7))
                await turn.SendDeltaAsync($$$"""{"tool_calls":[{"index":{{{index}}},"function":{"arguments":{{{JsonSerializer.Serialize(new string(piece))}}} }}]}""");
        }

        await turn.SendEndAsync("tool_calls");
    });

    public static ModelBehaviour CallTool(string name, string arguments) => CallTools(null, (name, arguments));

    /// <summary>Answers with a function of the last user message and the number of messages in the request.</summary>
    public static ModelBehaviour Echo(Func<string, int, string>? answer = null) => new(turn =>
    {
        var last = turn.Request.Messages.LastOrDefault(m => m.Role == "user")?.Content ?? "";
        var count = turn.Request.Messages.Count;
        return Answer(answer is null ? $"echo({count}): {last}" : answer(last, count), chunk: 64).RunAsync(turn);
    });

    /// <summary>A status with a body.</summary>
    public static ModelBehaviour Status(int status, string body = "", string contentType = "application/json", params (string Name, string Value)[] headers) =>
        new(async turn =>
        {
            turn.Response.StatusCode = status;
            turn.Response.ContentType = contentType;
            foreach (var (name, value) in headers) turn.Response.Headers[name] = value;
            await turn.SendRawAsync(Encoding.UTF8.GetBytes(body));
        });

    /// <summary>Status 200 with a web page, as captive portals and wrong addresses give.</summary>
    public static ModelBehaviour Html() => Status(200, "<!DOCTYPE html><html><body>Welcome</body></html>", "text/html; charset=utf-8");

    /// <summary>These bytes as an event stream, then a plain end.</summary>
    public static ModelBehaviour Stream(string raw) => Stream(Encoding.UTF8.GetBytes(raw));

    public static ModelBehaviour Stream(byte[] raw) => new(async turn =>
    {
        await turn.StartStreamAsync();
        await turn.SendRawAsync(raw);
    });

    /// <summary>Some text and then no end mark: a plain end, or a broken connection.</summary>
    public static ModelBehaviour Cut(string text, bool abort = false) => new(async turn =>
    {
        await turn.StartStreamAsync();
        if (text.Length > 0) await turn.SendTextAsync(text);
        if (abort) turn.Abort();
    });

    /// <summary>Drops the connection before any answer.</summary>
    public static ModelBehaviour Drop() => new(turn =>
    {
        turn.Abort();
        return Task.CompletedTask;
    });

    /// <summary>Takes the request and stays silent until the client leaves; with <paramref name="text"/>, after having sent that.</summary>
    public static ModelBehaviour Hang(string? text = null) => new(async turn =>
    {
        if (text is not null)
        {
            await turn.StartStreamAsync();
            await turn.SendTextAsync(text);
        }

        await turn.UntilStoppedAsync();
    });

    /// <summary>One event's line for a piece of text.</summary>
    public static string Event(string text) =>
        $"data: {{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"model\":\"scripted-1\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{JsonSerializer.Serialize(text)}}},\"finish_reason\":null}}]}}\n\n";

    /// <summary>One event's line for any piece.</summary>
    public static string Delta(string delta) => $$"""data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{{delta}} }]}""" + "\n\n";

    /// <summary>The last two events: the reason, and the end mark.</summary>
    public static string End(string reason = "stop") =>
        $"data: {{\"id\":\"chatcmpl-1\",\"choices\":[{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"{reason}\"}}]}}\n\ndata: [DONE]\n\n";
}

/// <summary>One request being answered.</summary>
public sealed class ModelTurn(HttpContext http, ModelRequest request, int number, CancellationToken stopped)
{
    public ModelRequest Request { get; } = request;

    /// <summary>Which request of this server it is, from 1.</summary>
    public int Number { get; } = number;

    public HttpResponse Response => http.Response;

    /// <summary>The client left, or the server stops.</summary>
    public CancellationToken Stopped { get; } = stopped;

    public Task StartStreamAsync()
    {
        Response.ContentType = "text/event-stream";
        return Response.StartAsync(Stopped);
    }

    public Task SendTextAsync(string text) => SendRawAsync(Encoding.UTF8.GetBytes(ModelBehaviour.Event(text)));

    /// <param name="delta">The JSON of one piece.</param>
    public Task SendDeltaAsync(string delta) => SendRawAsync(Encoding.UTF8.GetBytes(ModelBehaviour.Delta(delta)));

    public Task SendEndAsync(string reason = "stop") => SendRawAsync(Encoding.UTF8.GetBytes(ModelBehaviour.End(reason)));

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes)
    {
        await Response.Body.WriteAsync(bytes, Stopped);
        await Response.Body.FlushAsync(Stopped);
    }

    public void Abort() => http.Abort();

    public async Task UntilStoppedAsync()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = Stopped.Register(stopped.SetResult);
        await stopped.Task;
    }
}
