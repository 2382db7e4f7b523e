using System.Text.Json.Serialization.Metadata;
using Dinghy.Cli;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;
using Dinghy.WebConsole;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.Admin;

/// <summary>What became of turns, over the admin port; and what is done once more.</summary>
internal static class TurnRoutes
{
    public const int MostTurns = 500;

    private const int UsualTurns = 50;

    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway)
    {
        guarded.MapGet("/turns", (string? outcome, string? account, string? person, long? before, int? limit, string? message, CancellationToken ct) => AnswerAsync(
            gateway, CliJson.Default.TurnListReport,
            async running => message is null
                ? await ListAsync(running.Turns, new TurnQuery(Math.Clamp(limit ?? UsualTurns, 1, MostTurns)) { Outcome = outcome, Account = account, Person = person, Before = before }, ct)
                : await FindAsync(running.Turns, message, ct))).For(Role.Auditor);
        guarded.MapGet("/turns/{id:long}/trace", (long id, bool? raw, HttpContext http, CancellationToken ct) => AnswerAsync(
            gateway, CliJson.Default.TraceReport, running => TraceAsync(running.Turns, id, raw == true && !http.HidesTexts(), ct))).For(Role.Auditor);
        guarded.MapPost("/turns/{id:long}/resend", (long id, HttpContext http, CancellationToken ct) => AnswerAsync(
            gateway, CliJson.Default.AgainReport, async running => AgainReport.Of(await running.ResendAsync(id, http.Caller().Name, ct)))).For(Role.Operator);
        guarded.MapPost("/turns/{id:long}/retry", (long id, HttpContext http, CancellationToken ct) => AnswerAsync(
            gateway, CliJson.Default.AgainReport, async running => AgainReport.Of(await running.RetryAsync(id, http.Caller().Name, ct)))).For(Role.Operator);
        guarded.MapGet("/replies/dead", (int? limit, CancellationToken ct) => AnswerAsync(
            gateway, CliJson.Default.DeadListReport, async running => DeadListReport.Of(await running.Turns.ReadDeadAsync(Math.Clamp(limit ?? UsualTurns, 1, MostTurns), ct)))).For(Role.Auditor);
    }

    /// <summary>As the audit names who came by the token of the home folder.</summary>
    public const string Operator = "cli";

    public static async Task<TurnListReport> ListAsync(ITraceStore store, TurnQuery query, CancellationToken ct)
    {
        var rows = await store.ListTurnsAsync(query, ct);
        return new([.. rows.Select(TurnRowReport.Of)], rows.Count == query.Limit ? rows[^1].Id : null);
    }

    public static async Task<TurnListReport> FindAsync(ITraceStore store, string messageId, CancellationToken ct) =>
        new([.. (await store.FindTurnsAsync(messageId, ct)).Select(TurnRowReport.Of)], Before: null);

    /// <returns>Null: there is no such turn, or it was refused.</returns>
    public static async Task<TraceReport?> TraceAsync(ITraceStore store, long id, bool raw, CancellationToken ct) =>
        await store.TraceAsync(id, ct) is { } trace ? TraceReport.Of(trace, raw ? await store.ReadPayloadAsync(id, ct) : null) : null;

    private static async Task<Results<JsonHttpResult<T>, StatusCodeHttpResult>> AnswerAsync<T>(Func<GatewayHost?> gateway, JsonTypeInfo<T> type, Func<GatewayHost, Task<T?>> work) where T : class
    {
        if (gateway() is not { } running) return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        try
        {
            return await work(running) is { } report ? TypedResults.Json(report, type) : TypedResults.StatusCode(StatusCodes.Status404NotFound);
        }
        catch (StoreException)
        {
            return TypedResults.StatusCode(StatusCodes.Status507InsufficientStorage);
        }
    }
}
