using Dinghy.Cli;
using Dinghy.Gateway.Pipeline;
using Dinghy.WebConsole;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.Admin;

/// <summary><c>POST /api/reload</c>: the configuration is read again, now.</summary>
internal static class ReloadRoute
{
    public static void Map(RouteGroupBuilder guarded, Func<ConfigReloader?> reloader) =>
        guarded.MapPost("/reload", async Task<Results<JsonHttpResult<ReloadReport>, StatusCodeHttpResult>> (CancellationToken ct) => reloader() is { } running
            ? TypedResults.Json(await running.ReloadAsync(ct), CliJson.Default.ReloadReport)
            : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable)).For(Role.Operator);
}
