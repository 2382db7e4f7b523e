using Dinghy.Cli;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;
using Dinghy.WebConsole;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.Admin;

/// <summary>Conversations over the admin port: looked at, begun anew, and answered by a person in the robot's place.</summary>
internal static class TalkRoutes
{
    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway)
    {
        guarded.MapGet("/conversations", async Task<Results<JsonHttpResult<TalkListReport>, StatusCodeHttpResult>> (string? query, long? before, int? limit, CancellationToken ct) =>
            gateway() is { } running
                ? TypedResults.Json(await TalkListReport.OfAsync(running.Talks, query, before, Math.Clamp(limit ?? TalkListReport.Page, 1, 1_000), ct), CliJson.Default.TalkListReport)
                : Starting()).For(Role.Auditor);
        guarded.MapGet("/conversations/{key}", async Task<Results<JsonHttpResult<TalkShowReport>, StatusCodeHttpResult>> (string key, HttpContext http, long? before, int? limit, CancellationToken ct) =>
            gateway() is not { } running ? Starting()
            : await TalkShowReport.OfAsync(running.Talks, Key(key), before, Math.Clamp(limit ?? TalkShowReport.Page, 1, 1_000), ct) is { } report ? TypedResults.Json(report.Shown(http.HidesTexts()), CliJson.Default.TalkShowReport)
            : TypedResults.StatusCode(StatusCodes.Status404NotFound)).For(Role.Auditor);
        guarded.MapPost("/conversations/{key}/reset", (string key, HttpRequest request, CancellationToken ct) => AnswerAsync(gateway, async running => new TalkAnswer(await running.ResetAsync(Key(key), request.HttpContext.Caller().Name, ct)))).For(Role.Operator);
        guarded.MapPost("/conversations/{key}/model", (string key, HttpRequest request, CancellationToken ct) => AnswerAsync(gateway, async running =>
        {
            var order = await ReadAsync(request, ct);
            return new TalkAnswer(await running.SetModelAsync(Key(key), string.IsNullOrWhiteSpace(order.Model) ? null : order.Model, request.HttpContext.Caller().Name, ct));
        })).For(Role.Operator);
        guarded.MapPost("/conversations/{key}/takeover", (string key, HttpRequest request, CancellationToken ct) => AnswerAsync(gateway, async running =>
            await ReadAsync(request, ct) is not { Pause: { } pause } order || order.Minutes is < 1 or > TalkOrder.MostMinutes ? s_unread
            : new TalkAnswer(pause
                ? await running.PauseAsync(Key(key), request.HttpContext.Caller().Name, order.Minutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null, ct)
                : await running.ResumeAsync(Key(key), request.HttpContext.Caller().Name, ct)))).For(Role.Operator);
        guarded.MapPost("/conversations/{key}/say", (string key, HttpRequest request, CancellationToken ct) => AnswerAsync(gateway, async running =>
        {
            if (await ReadAsync(request, ct) is not { Text: { } text }) return s_unread;
            var (turn, problem) = await running.SayAsync(Key(key), text, request.HttpContext.Caller().Name, ct);
            return problem is null ? new TalkAnswer(null, turn) : new TalkAnswer(problem);
        })).For(Role.Operator);
    }

    private static readonly TalkAnswer s_unread = new("The order can not be read.");

    /// <summary>A key's slashes come as %2F, which the router leaves as they are.</summary>
    internal static string Key(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static async Task<Results<JsonHttpResult<TalkAnswer>, StatusCodeHttpResult>> AnswerAsync(Func<GatewayHost?> gateway, Func<GatewayHost, Task<TalkAnswer>> work)
    {
        if (gateway() is not { } running) return Starting();
        try
        {
            return TypedResults.Json(await work(running), CliJson.Default.TalkAnswer);
        }
        catch (StoreException)
        {
            return TypedResults.StatusCode(StatusCodes.Status507InsufficientStorage);
        }
    }

    private static Task<TalkOrder> ReadAsync(HttpRequest request, CancellationToken ct) => Bodies.ReadAsync(request, CliJson.Default.TalkOrder, ct);

    private static StatusCodeHttpResult Starting() => TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
}
