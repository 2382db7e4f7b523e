using System.Text.Json;
using Dinghy.Cli;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;
using Dinghy.WebConsole;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.Admin;

/// <summary>Schedules over the admin port, for the command line while the gateway runs.</summary>
internal static class ScheduleRoutes
{
    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway)
    {
        guarded.MapGet("/schedules", async Task<Results<JsonHttpResult<ScheduleListReport>, StatusCodeHttpResult>> (HttpContext http, CancellationToken ct) =>
            Office(gateway) is { } office ? TypedResults.Json((await office.ListAsync(ct)).Shown(http.HidesTexts()), CliJson.Default.ScheduleListReport) : Starting()).For(Role.Auditor);
        guarded.MapGet("/schedules/{id:long}/runs", async Task<Results<JsonHttpResult<ScheduleRunsReport>, StatusCodeHttpResult>> (long id, CancellationToken ct) =>
            Office(gateway) is { } office ? TypedResults.Json(await office.RunsAsync(id, ct), CliJson.Default.ScheduleRunsReport) : Starting()).For(Role.Auditor);
        guarded.MapPost("/schedules", (HttpRequest request, CancellationToken ct) => AnswerAsync(gateway, async office => await ReadAsync(request, ct) is { } order ? await office.AddAsync(order, ct) : Unreadable)).For(Role.Operator);
        guarded.MapPost("/schedules/{id:long}", (long id, HttpRequest request, CancellationToken ct) => AnswerAsync(gateway, async office => await ReadAsync(request, ct) is { } order ? await office.EditAsync(id, order, ct) : Unreadable)).For(Role.Operator);
        guarded.MapPost("/schedules/{id:long}/{action}", (long id, string action, CancellationToken ct) => AnswerAsync(gateway, office => office.DoAsync(action, id, ct))).For(Role.Operator);
    }

    private static async Task<Results<JsonHttpResult<ScheduleAnswerReport>, StatusCodeHttpResult>> AnswerAsync(Func<GatewayHost?> gateway, Func<ScheduleOffice, Task<ScheduleAnswerReport?>> work)
    {
        if (Office(gateway) is not { } office) return Starting();
        try
        {
            return await work(office) is { } report ? TypedResults.Json(report, CliJson.Default.ScheduleAnswerReport) : TypedResults.StatusCode(StatusCodes.Status404NotFound);
        }
        catch (StoreException)
        {
            return TypedResults.StatusCode(StatusCodes.Status507InsufficientStorage);
        }
    }

    private static ScheduleAnswerReport Unreadable => ScheduleAnswerReport.No("The order can not be read.");

    /// <summary>In the names that this port speaks; bound by itself it would be read in camelCase. Null: not in this form.</summary>
    private static async Task<ScheduleOrder?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        try
        {
            return await request.ReadFromJsonAsync(CliJson.Default.ScheduleOrder, ct);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ScheduleOffice? Office(Func<GatewayHost?> gateway) =>
        gateway() is { } running ? new(running.Time.Desk, () => running.Config, running.Time.Runner.RunNowAsync) : null;

    private static StatusCodeHttpResult Starting() => TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
}
