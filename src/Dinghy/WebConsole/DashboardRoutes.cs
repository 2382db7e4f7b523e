using System.Threading.Channels;
using Dinghy.Admin;
using Dinghy.Gateway.Pipeline;

namespace Dinghy.WebConsole;

/// <summary><c>/api/console/dashboard</c> and <c>/api/console/events</c>.</summary>
internal static class DashboardRoutes
{
    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway, ConsoleFeed feed, EventStream stream, TimeProvider time)
    {
        guarded.MapGet("/console/dashboard", async Task<IResult> (CancellationToken ct) =>
        {
            if (gateway() is not { } running) return ConsoleAnswers.Starting();
            var (minutes, hours) = feed.Series.Read();
            var today = running.Budgets.Today;
            var spent = UsageRow.Of("today", await running.SpendAsync(today, today, ct));
            return TypedResults.Json(new DashboardReport(time.GetUtcNow(), minutes, hours, new(spent.Money, spent.Input + spent.Output, spent.Calls)), ConsoleJson.Default.DashboardReport);
        }).For(Role.Auditor);
        guarded.MapGet("/console/events", (HttpContext http) => StreamAsync(http, feed, stream)).For(Role.Auditor);
    }

    private static async Task StreamAsync(HttpContext http, ConsoleFeed feed, EventStream stream)
    {
        if (await feed.JoinAsync(http.RequestAborted) is not { } page)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        try
        {
            await stream.RunAsync(http, (_, _) => Task.FromResult<IReadOnlyList<FeedEvent>?>(Waiting(page.Reader)), ct => page.Reader.WaitToReadAsync(ct).AsTask());
        }
        finally
        {
            feed.Leave(page);
        }
    }

    private static List<FeedEvent> Waiting(ChannelReader<FeedEvent> page)
    {
        var all = new List<FeedEvent>();
        while (page.TryRead(out var what)) all.Add(what);
        return all;
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
