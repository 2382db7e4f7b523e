using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dinghy.Bench.Model;

/// <summary>An OpenAI-compatible model inside the driver: it answers each question by its script, token by token, and knows when the last one left.</summary>
internal sealed class PacedModel : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, long> _ended = new(StringComparer.Ordinal);
    private readonly Func<string, Script> _scripts;
    private readonly WebApplication _app;

    private PacedModel(Func<string, Script> scripts)
    {
        _scripts = scripts;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1");

    public static async Task<PacedModel> StartAsync(Func<string, Script> scripts, CancellationToken ct)
    {
        var model = new PacedModel(scripts);
        await model._app.StartAsync(ct);
        return model;
    }

    /// <summary>As a process: five tokens a second for so long, whatever is asked. Prints its address; runs until stdin ends.</summary>
    public static async Task<int> RunAsync(int seconds)
    {
        await using var model = await StartAsync(question => Script.Story(question, TimeSpan.FromSeconds(seconds)), CancellationToken.None);
        Console.WriteLine(model.Address);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    /// <summary>The system clock's timestamp when the last token of the answer to this question had left; null: it has not.</summary>
    public long? EndOf(string question) => _ended.TryGetValue(question, out var at) ? at : null;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var ct = http.RequestAborted;
        var question = await QuestionAsync(http.Request.Body, ct);
        var script = _scripts(question);
        http.Response.ContentType = "text/event-stream";
        // By the clock, not by gaps: a busy machine does not make an answer longer.
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < script.Tokens.Count; i++)
        {
            var early = script.First + (i * script.Gap) - TimeProvider.System.GetElapsedTime(began);
            if (early > TimeSpan.Zero) await Task.Delay(early, ct);
            await SendAsync(http, $$"""{"content":"{{JsonEncodedText.Encode(script.Tokens[i])}}"}""", "null", ct);
        }

        _ended[question] = TimeProvider.System.GetTimestamp();
        await SendAsync(http, "{}", "\"stop\"", ct);
        await http.Response.Body.WriteAsync("data: [DONE]\n\n"u8.ToArray(), ct);
    }

    private static async Task SendAsync(HttpContext http, string delta, string end, CancellationToken ct)
    {
        var chunk = $$"""{"id":"c1","object":"chat.completion.chunk","model":"paced","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{end}}}]}""";
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"data: {chunk}\n\n"), ct);
    }

    private static async Task<string> QuestionAsync(Stream body, CancellationToken ct)
    {
        using var request = await JsonDocument.ParseAsync(body, cancellationToken: ct);
        return request.RootElement.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString() ?? "";
    }
}

/// <param name="Tokens">Together, the answer.</param>
/// <param name="First">From the question to the first.</param>
/// <param name="Gap">Between two.</param>
internal sealed record Script(IReadOnlyList<string> Tokens, TimeSpan First, TimeSpan Gap)
{
    public string Text => string.Concat(Tokens);

    /// <summary>Everything after so long.</summary>
    public static Script After(TimeSpan wait) => new(["Yes", ", ", "here."], wait, TimeSpan.Zero);

    /// <summary>Five tokens a second for so long; no two answers are alike, and none has markup.</summary>
    public static Script Story(string name, TimeSpan length)
    {
        var (gap, count) = (TimeSpan.FromMilliseconds(200), (int)(length.TotalMilliseconds / 200));
        return new([.. Enumerable.Range(1, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{(i == 1 ? "" : " ")}{name}x{i:000}"))], gap, gap);
    }
}
