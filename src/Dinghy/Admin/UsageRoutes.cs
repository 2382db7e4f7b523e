using System.Globalization;
using Dinghy.Cli;
using Dinghy.Gateway.Pipeline;
using Dinghy.WebConsole;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.Admin;

/// <summary><c>GET /api/usage?by=person&amp;days=30</c>.</summary>
internal static class UsageRoutes
{
    public const int MostDays = 400;

    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway) =>
        guarded.MapGet("/usage", async Task<Results<JsonHttpResult<UsageReport>, StatusCodeHttpResult>> (string? by, string? days, CancellationToken ct) =>
        {
            if (gateway() is not { } running) return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
            var back = int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, MostDays) : 30;
            var to = running.Budgets.Today;
            var from = to.AddDays(1 - back);
            return UsageReport.Of(await running.SpendAsync(from, to, ct), by ?? "day", from, to) is { } report
                ? TypedResults.Json(report, CliJson.Default.UsageReport)
                : TypedResults.StatusCode(StatusCodes.Status400BadRequest);
        }).For(Role.Auditor);
}
