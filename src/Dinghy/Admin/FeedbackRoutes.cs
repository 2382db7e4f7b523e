using System.Text;
using Dinghy.Cli;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;
using Dinghy.WebConsole;

namespace Dinghy.Admin;

/// <summary>What people think of answers, over the admin port.</summary>
internal static class FeedbackRoutes
{
    public const int MostDays = 365;

    public const int MostRows = 10_000;

    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway)
    {
        guarded.MapGet("/feedback", async (HttpContext http, int? days, string? vote, string? account, CancellationToken ct) => gateway() is { } running
            ? (IResult)TypedResults.Json((await ReadAsync(running.Feedback, days, vote, account, ct)).Shown(http.HidesTexts()), CliJson.Default.FeedbackReport)
            : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable)).For(Role.Auditor);
        guarded.MapGet("/feedback.csv", async (HttpContext http, int? days, string? vote, string? account, CancellationToken ct) => gateway() is { } running
            // Without the mark a spreadsheet takes Chinese for something else.
            ? (IResult)TypedResults.File(Encoding.UTF8.GetBytes($"\uFEFF{(await ReadAsync(running.Feedback, days, vote, account, ct)).Shown(http.HidesTexts()).ToCsv()}\n"), "text/csv; charset=utf-8", "feedback.csv")
            : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable)).For(Role.Auditor);
    }

    /// <param name="store">Keeps it.</param>
    /// <param name="days">Back from now; null: 30.</param>
    /// <param name="vote"><c>up</c> or <c>down</c>; null: both.</param>
    /// <param name="account">Null: all.</param>
    /// <param name="ct">Gives up waiting.</param>
    public static async Task<FeedbackReport> ReadAsync(IFeedbackStore store, int? days, string? vote, string? account, CancellationToken ct) => FeedbackReport.Of(await store.ReadFeedbackAsync(
        new FeedbackQuery(TimeProvider.System.GetUtcNow().AddDays(-Math.Clamp(days ?? 30, 1, MostDays)), MostRows) { Up = vote switch { "up" => true, "down" => false, _ => null }, Account = account }, ct));
}
