using System.Globalization;
using Dinghy.Admin;
using Dinghy.Cli;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.WebConsole;

/// <summary><c>/api/audit</c>: the record of decisions, page by page, and whether it is whole.</summary>
internal static class TrailRoutes
{
    private const int Usual = 100;
    private const int Most = 500;

    public static void Map(RouteGroupBuilder guarded, string home)
    {
        guarded.MapGet("/audit", async Task<IResult> (string? before, string? kind, string? query, string? limit, CancellationToken ct) =>
        {
            var many = int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, Most) : Usual;
            var below = long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : (long?)null;
            return await LookAsync(() => SqliteAudit.Page(home, below, Given(kind), Given(query), many + 1) ?? [], entries => TypedResults.Json(
                new TrailReport([.. entries.Take(many).Select(AuditEntryReport.Of)], entries.Count > many), ConsoleJson.Default.TrailReport), ct);
        }).For(Role.Auditor);
        guarded.MapGet("/audit/verify", Task<IResult> (CancellationToken ct) => LookAsync(
            () => AuditVerdictReport.Of(SqliteAudit.Verify(home, noted: null)), verdict => TypedResults.Json(verdict, CliJson.Default.AuditVerdictReport), ct)).For(Role.Auditor);
    }

    /// <summary>Off the threads that answer others: the whole record may be long.</summary>
    private static async Task<IResult> LookAsync<T>(Func<T> look, Func<T, IResult> tell, CancellationToken ct)
    {
        try
        {
            return tell(await Task.Run(look, ct));
        }
        catch (StoreException e)
        {
            return ConsoleAnswers.Fault(StatusCodes.Status500InternalServerError, new("store") { Problem = e.Message });
        }
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>More: there are older ones.</summary>
internal sealed record TrailReport(IReadOnlyList<AuditEntryReport> Entries, bool More);
