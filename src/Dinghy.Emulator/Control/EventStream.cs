using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Dinghy.Emulator;

/// <summary>GET /_emulator/events: the feed as server-sent events. Starts after <c>Last-Event-ID</c> or <c>?after=</c>, else with the last entries.</summary>
internal sealed class EventStream(DingTalkWorld world, CancellationToken stopping)
{
    private const int Replay = 500;
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(15);

    public async Task RunAsync(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream;charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        using var life = CancellationTokenSource.CreateLinkedTokenSource(stopping, http.RequestAborted);
        var seen = Start(http);
        try
        {
            await SendAsync(http, $"event: hello\ndata: {{\"run\":\"{world.RunId}\",\"connections\":{world.LiveConnections.Count}}}\n\n", life.Token);
            while (true)
            {
                var next = world.Feed.Changed.Next();
                var entries = world.Feed.After(seen);
                foreach (var entry in entries)
                {
                    await SendAsync(http, $"id: {entry.Seq}\ndata: {JsonSerializer.Serialize(entry, ControlText.Json.FeedEntry)}\n\n", life.Token);
                    seen = entry.Seq;
                }

                if (entries.Count == 0) await WaitAsync(http, next, life.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page left, or the emulator stops.
        }
    }

    private long Start(HttpContext http)
    {
        var given = http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? last : http.Request.Query["after"].ToString();
        if (!long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var after)) return Math.Max(0, world.Feed.Last - Replay);
        // A number from before a restart of the emulator lies ahead of us: start over.
        return after > world.Feed.Last ? Math.Max(0, world.Feed.Last - Replay) : after;
    }

    private async Task WaitAsync(HttpContext http, Task next, CancellationToken ct)
    {
        try { await next.WaitAsync(s_quiet, world.Options.Time, ct); }
        catch (TimeoutException) { await SendAsync(http, ": still here\n\n", ct); }
    }

    private static async Task SendAsync(HttpContext http, string text, CancellationToken ct)
    {
        await http.Response.WriteAsync(text, ct);
        await http.Response.Body.FlushAsync(ct);
    }
}
