using System.Globalization;
using Dinghy.Cli;
using Dinghy.Gateway.Audit;
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
        guarded.MapPost("/schedules", (HttpContext http, CancellationToken ct) => AnswerAsync(
            http, gateway, AuditKinds.ScheduleMade, async office => await office.AddAsync(await ReadAsync(http, ct), ct))).For(Role.Operator);
        guarded.MapPost("/schedules/{id:long}", (long id, HttpContext http, CancellationToken ct) => AnswerAsync(
            http, gateway, AuditKinds.ScheduleChanged, async office => await office.EditAsync(id, await ReadAsync(http, ct), ct))).For(Role.Operator);
        guarded.MapPost("/schedules/{id:long}/{action}", (long id, string action, HttpContext http, CancellationToken ct) => AnswerAsync(
            http, gateway, KindOf(action), office => office.DoAsync(action, id, ct))).For(Role.Operator);
    }

    private static async Task<Results<JsonHttpResult<ScheduleAnswerReport>, StatusCodeHttpResult>> AnswerAsync(
        HttpContext http, Func<GatewayHost?> gateway, string kind, Func<ScheduleOffice, Task<ScheduleAnswerReport?>> work)
    {
        if (gateway() is not { } running) return Starting();
        try
        {
            if (await work(Office(running, OperatorOf(running, http.Caller()))) is not { } report) return TypedResults.StatusCode(StatusCodes.Status404NotFound);
            if (report.Schedule is { } done)
                await http.KeepAsync(running, kind, done.Id.ToString(CultureInfo.InvariantCulture), ("account", done.Account), ("owner", done.Owner), ("to", done.To));
            return TypedResults.Json(report, CliJson.Default.ScheduleAnswerReport);
        }
        catch (StoreException)
        {
            return TypedResults.StatusCode(StatusCodes.Status507InsufficientStorage);
        }
    }

    private static string KindOf(string action) => action switch
    {
        "rm" => AuditKinds.ScheduleRemoved,
        "enable" => AuditKinds.ScheduleEnabled,
        "disable" => AuditKinds.SchedulePaused,
        _ => AuditKinds.ScheduleRun,
    };

    private static Task<ScheduleOrder> ReadAsync(HttpContext http, CancellationToken ct) => Bodies.ReadAsync(http.Request, CliJson.Default.ScheduleOrder, ct);

    private static ScheduleOperator? OperatorOf(GatewayHost running, Caller caller) =>
        caller is { Role: < Role.Owner, StaffId: { } me, Account: { } account } ? new(me, account, [account, .. running.KeepsNamed(account) ?? []]) : null;

    private static ScheduleOffice? Office(Func<GatewayHost?> gateway) => gateway() is { } running ? Office(running, by: null) : null;

    private static ScheduleOffice Office(GatewayHost running, ScheduleOperator? by) => new(running.Time.Desk, () => running.Config, running.Time.Runner.RunNowAsync) { By = by };

    private static StatusCodeHttpResult Starting() => TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
}
