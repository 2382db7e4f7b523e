using Dinghy.Cli;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.Admin;

/// <summary><c>/api/spend</c>: what this month cost, and what the command line spends beside the gateway, so that both count in the same purses.</summary>
internal static class SpendRoutes
{
    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway)
    {
        guarded.MapGet("/spend", async Task<Results<JsonHttpResult<SpendReport>, StatusCodeHttpResult>> (DateOnly from, DateOnly to, CancellationToken ct) =>
            gateway() is { } running ? TypedResults.Json(new SpendReport(await running.SpendAsync(from, to, ct)), CliJson.Default.SpendReport) : Not(StatusCodes.Status503ServiceUnavailable));
        guarded.MapPost("/spend", async Task<Results<JsonHttpResult<SpendReport>, StatusCodeHttpResult>> (Spend spend, CancellationToken ct) =>
        {
            if (gateway() is not { } running) return Not(StatusCodes.Status503ServiceUnavailable);
            if (spend.Input < 0 || spend.Output < 0 || spend.Micros < 0 || spend.Calls != 1) return Not(StatusCodes.Status400BadRequest);
            try
            {
                await running.Budgets.TakeAsync(spend, ct);
                return TypedResults.Json(new SpendReport([spend]), CliJson.Default.SpendReport);
            }
            catch (StoreException)
            {
                return Not(StatusCodes.Status507InsufficientStorage);
            }
        });
    }

    private static StatusCodeHttpResult Not(int status) => TypedResults.StatusCode(status);
}

/// <summary>Rows as they are stored.</summary>
internal sealed record SpendReport(IReadOnlyList<Spend> Rows);
