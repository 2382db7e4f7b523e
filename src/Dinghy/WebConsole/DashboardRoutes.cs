using Dinghy.Admin;
using Dinghy.Gateway.Pipeline;

namespace Dinghy.WebConsole;

/// <summary><c>/api/console/dashboard</c> and <c>/api/console/events</c>.</summary>
internal static class DashboardRoutes
{
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);

    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway, ConsoleFeed feed, SessionBook sessions, TimeProvider time)
    {
        guarded.MapGet("/console/dashboard", async Task<IResult> (CancellationToken ct) =>
        {
            if (gateway() is not { } running) return ConsoleAnswers.Starting();
            var (minutes, hours) = feed.Series.Read();
            var today = running.Budgets.Today;
            var spent = UsageRow.Of("today", await running.SpendAsync(today, today, ct));
            return TypedResults.Json(new DashboardReport(time.GetUtcNow(), minutes, hours, new(spent.Money, spent.Input + spent.Output, spent.Calls)), ConsoleJson.Default.DashboardReport);
        }).For(Role.Auditor);
        guarded.MapGet("/console/events", (HttpContext http) => StreamAsync(http, feed, sessions, gateway, time)).For(Role.Auditor);
    }

    private static async Task StreamAsync(HttpContext http, ConsoleFeed feed, SessionBook sessions, Func<GatewayHost?> gateway, TimeProvider time)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, feed.Stopping, gateway()?.Stopping ?? feed.Stopping);
        var ct = either.Token;
        if (await feed.JoinAsync(ct) is not { } page)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        try
        {
            http.Response.ContentType = "text/event-stream; charset=utf-8";
            // A proxy that gathers an answer before it passes it on would show nothing.
            http.Response.Headers["X-Accel-Buffering"] = "no";
            while (!ct.IsCancellationRequested)
            {
                while (page.Reader.TryRead(out var what)) await http.Response.WriteAsync($"event: {what.Name}\ndata: {what.Data}\n\n", ct);
                await http.Response.Body.FlushAsync(ct);
                try
                {
                    if (!await page.Reader.WaitToReadAsync(ct).AsTask().WaitAsync(s_heartbeat, time, ct)) return;
                }
                catch (TimeoutException)
                {
                    if (!MayStill(http, sessions, gateway)) return;
                    await http.Response.WriteAsync(": alive\n\n", ct);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // They left, or we stop.
        }
        finally
        {
            feed.Leave(page);
        }
    }

    /// <summary>A stream may outlive the session, or the role, that opened it.</summary>
    private static bool MayStill(HttpContext http, SessionBook sessions, Func<GatewayHost?> gateway) =>
        http.Request.Headers.ContainsKey("Authorization") || (sessions.Find(http.Request) is { } session && SessionBook.CallerOf(session, gateway()) is not null);
}

/// <summary><c>GET /api/console/dashboard</c>.</summary>
internal sealed record DashboardReport(DateTimeOffset Now, IReadOnlyList<Point> Minutes, IReadOnlyList<Point> Hours, TodayReport Today);

/// <param name="Spend">By currency.</param>
/// <param name="Tokens">Sent and come back.</param>
/// <param name="Calls">To models.</param>
internal sealed record TodayReport(IReadOnlyDictionary<string, decimal> Spend, long Tokens, long Calls);

/// <summary>A turn that closed.</summary>
internal sealed record TurnReport(DateTimeOffset At, string Outcome, string? Reason);
