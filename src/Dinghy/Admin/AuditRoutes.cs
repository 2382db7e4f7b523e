using Dinghy.Cli;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.Admin;

/// <summary>What commands do beside a running gateway comes into its audit, since its store is its own.</summary>
internal static class AuditRoutes
{
    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway) =>
        guarded.MapPost("/audit/config", async Task<Results<JsonHttpResult<AuditEntryReport>, StatusCodeHttpResult>> (ConfigChange? change, CancellationToken ct) =>
        {
            if (change is not { Action: not null, Key: not null, File: not null, Before: not null, After: not null }) return TypedResults.StatusCode(StatusCodes.Status400BadRequest);
            if (gateway() is not { } running) return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
            try
            {
                return TypedResults.Json(AuditEntryReport.Of(await running.Audit.AppendAsync(change.ToEvent(), ct)), CliJson.Default.AuditEntryReport);
            }
            catch (StoreException)
            {
                return TypedResults.StatusCode(StatusCodes.Status507InsufficientStorage);
            }
        });
}
