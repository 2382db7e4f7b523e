using Dinghy.Cli;
using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Pipeline;
using Dinghy.WebConsole;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.Admin;

/// <summary><c>POST /api/reload</c>: the configuration is read again, now.</summary>
internal static class ReloadRoute
{
    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway, Func<ConfigReloader?> reloader) =>
        guarded.MapPost("/reload", async Task<Results<JsonHttpResult<ReloadReport>, StatusCodeHttpResult>> (HttpContext http, CancellationToken ct) =>
        {
            if (reloader() is not { } running) return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
            var report = await running.ReloadAsync(ct);
            if (gateway() is { } host) await http.KeepAsync(host, AuditKinds.ConfigReread, host.Config.File ?? "", ("ok", report.Ok ? "yes" : "no"));
            return TypedResults.Json(report, CliJson.Default.ReloadReport);
        }).For(Role.Operator);
}
