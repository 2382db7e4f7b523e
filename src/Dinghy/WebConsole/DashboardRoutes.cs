using Dinghy.Admin;
using Dinghy.Gateway.Pipeline;

namespace Dinghy.WebConsole;

/// <summary><c>/api/console/dashboard</c> and <c>/api/console/events</c>.</summary>
internal static class DashboardRoutes
{
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);

    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway, ConsoleFeed feed, LiveStreams streams, TimeProvider time)
    {
        guarded.MapGet("/console/dashboard", async Task<IResult> (CancellationToken ct) =>
        {
            if (gateway() is not { } running) return ConsoleAnswers.Starting();
            var (minutes, hours) = feed.Series.Read();
            var today = running.Budgets.Today;
            var spent = UsageRow.Of("today", await running.SpendAsync(today, today, ct));
            return TypedResults.Json(new DashboardReport(time.GetUtcNow(), minutes, hours, new(spent.Money, spent.Input + spent.Output, spent.Calls)), ConsoleJson.Default.DashboardReport);
        }).For(Role.Auditor);
        guarded.MapGet("/console/events", (HttpContext http) => StreamAsync(http, feed, streams, gateway, time)).For(Role.Auditor);
    }

    private static async Task StreamAsync(HttpContext http, ConsoleFeed feed, LiveStreams streams, Func<GatewayHost?> gateway, TimeProvider time)
    {
        using var stream = streams.Open(http, feed.Stopping, gateway()?.Stopping ?? feed.Stopping);
        if (stream is null || await feed.JoinAsync(stream.Ends) is not { } page)
        {
            http.Response.StatusCode = stream is null ? StatusCodes.Status429TooManyRequests : StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var ct = stream.Ends;
        try
        {
            http.Response.ContentType = "text/event-stream; charset=utf-8";
            // A proxy that gathers an answer before it passes it on would show nothing.
            http.Response.Headers["X-Accel-Buffering"] = "no";
            while (!ct.IsCancellationRequested)
            {
                while (page.Reader.TryRead(out var what))
                {
                    if (!stream.May()) return;
                    await http.Response.WriteAsync($"event: {what.Name}\ndata: {what.Data}\n\n", ct);
                }

                await http.Response.Body.FlushAsync(ct);
                try
                {
                    if (!await page.Reader.WaitToReadAsync(ct).AsTask().WaitAsync(s_heartbeat, time, ct)) return;
                }
                catch (TimeoutException)
                {
                    await http.Response.WriteAsync(": alive\n\n", ct);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // They left, they may no longer, or we stop.
        }
        finally
        {
            feed.Leave(page);
        }
    }
}

/// <summary><c>GET /api/console/dashboard</c>.</summary>
internal sealed record DashboardReport(DateTimeOffset Now, IReadOnlyList<Point> Minutes, IReadOnlyList<Point> Hours, TodayReport Today);

/// <param name="Spend">By currency.</param>
/// <param name="Tokens">Sent and come back.</param>
/// <param name="Calls">To models.</param>
internal sealed record TodayReport(IReadOnlyDictionary<string, decimal> Spend, long Tokens, long Calls);

/// <summary>A turn that closed.</summary>
internal sealed record TurnReport(DateTimeOffset At, string Outcome, string? Reason);
