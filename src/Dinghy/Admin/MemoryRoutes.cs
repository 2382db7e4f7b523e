using Dinghy.Cli;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.Admin;

/// <summary>What is remembered, over the admin port, for the command line while the gateway runs.</summary>
internal static class MemoryRoutes
{
    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway)
    {
        guarded.MapGet("/memory", async Task<Results<JsonHttpResult<MemoryListReport>, StatusCodeHttpResult>> (CancellationToken ct) =>
            gateway() is { } running ? TypedResults.Json(await MemoryListReport.OfAsync(running.Facts, ct), CliJson.Default.MemoryListReport) : Starting());
        guarded.MapGet("/memory/facts", async Task<Results<JsonHttpResult<MemoryReport>, StatusCodeHttpResult>> (string place, CancellationToken ct) =>
            gateway() is { } running ? TypedResults.Json(await MemoryReport.OfAsync(running.Facts, place, ct), CliJson.Default.MemoryReport) : Starting());
        guarded.MapPost("/memory/forget", async Task<Results<JsonHttpResult<ForgetReport>, StatusCodeHttpResult>> (HttpRequest request, CancellationToken ct) =>
        {
            if (gateway() is not { } running) return Starting();
            var order = await Bodies.ReadAsync(request, CliJson.Default.ForgetOrder, ct);
            try
            {
                return TypedResults.Json(await order.DoAsync(running.Facts, new TalkFolders(running.Config.Home), running.KeepsNamed, ct), CliJson.Default.ForgetReport);
            }
            catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException)
            {
                return TypedResults.StatusCode(StatusCodes.Status507InsufficientStorage);
            }
        });
    }

    private static StatusCodeHttpResult Starting() => TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
}
