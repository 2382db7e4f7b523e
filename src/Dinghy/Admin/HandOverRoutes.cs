using Dinghy.Cli;
using Dinghy.HandOver;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.Admin;

/// <summary><c>POST /api/handover</c> (a successor takes over), <c>/api/handover/ready</c> (it is here), <c>/api/stop</c>.</summary>
internal static class HandOverRoutes
{
    public static void Map(RouteGroupBuilder guarded, HandOverOffice office)
    {
        // What was begun goes on, also when whoever asked is gone.
        guarded.MapPost("/handover", async Task<JsonHttpResult<HandOverReport>> () => TypedResults.Json(await office.BeginAsync(), CliJson.Default.HandOverReport));
        guarded.MapPost("/handover/ready", async Task<Results<JsonHttpResult<HandOverReport>, StatusCodeHttpResult>> (HttpRequest request, CancellationToken ct) => office.Show((await Bodies.ReadIfAnyAsync(request, CliJson.Default.ShownToken, ct))?.Token ?? "")
            ? TypedResults.Json(new HandOverReport(true, Environment.ProcessId, null, null), CliJson.Default.HandOverReport)
            : TypedResults.StatusCode(StatusCodes.Status403Forbidden));
        guarded.MapPost("/stop", JsonHttpResult<HandOverReport> () =>
        {
            office.Stop();
            return TypedResults.Json(new HandOverReport(true, Environment.ProcessId, null, null), CliJson.Default.HandOverReport);
        });
    }
}
