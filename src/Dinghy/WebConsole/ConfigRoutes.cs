using System.Text.Json.Serialization.Metadata;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;

namespace Dinghy.WebConsole;

/// <summary><c>/api/config</c>: the owner's form.</summary>
internal static class ConfigRoutes
{
    public static void Map(RouteGroupBuilder guarded, ConfigOffice office)
    {
        guarded.MapGet("/config/schema", () => TypedResults.Text(ConfigSchema.Text, "application/schema+json")).For(Role.Auditor);
        guarded.MapGet("/config", () => With(office, () => TypedResults.Json(office.Show(), ConsoleJson.Default.ConfigFileReport))).For(Role.Owner);
        guarded.MapPost("/config/check", Task<IResult> (HttpContext http) => WithOrderAsync(office, http, ConsoleJson.Default.TextOrder, order =>
        {
            if (order.Text is not { } text) return Task.FromResult(ConsoleAnswers.BadRequest());
            var (result, lines) = office.Editor().Check(text);
            var report = new CheckReport(result.Done, ConfigOffice.Findings(result.Faults), ConfigOffice.Findings(result.Warnings), lines) { Sentence = result.Sentence.Length == 0 ? null : result.Sentence };
            return Task.FromResult<IResult>(TypedResults.Json(report, ConsoleJson.Default.CheckReport));
        })).For(Role.Owner);
        guarded.MapPost("/config/set", (HttpContext http, CancellationToken ct) => WithOrderAsync(office, http, ConsoleJson.Default.SetOrder, order => order.Path is not { Length: > 0 } path
            ? Task.FromResult(ConsoleAnswers.BadRequest())
            : ChangedAsync(office, http, order.Value is null ? "unset" : "set", path, order.Version, editor => order.Value is { } value ? editor.Set(path, value.GetRawText()) : editor.Unset(path), ct))).For(Role.Owner);
        guarded.MapPut("/config/raw", (HttpContext http, CancellationToken ct) => WithOrderAsync(office, http, ConsoleJson.Default.TextOrder, order => order is not { Text: { } text, Version: not null }
            ? Task.FromResult(ConsoleAnswers.BadRequest())
            : ChangedAsync(office, http, "replace", "", order.Version, editor => editor.Replace(text), ct))).For(Role.Owner);
        guarded.MapGet("/config/history", () => With(office, () => TypedResults.Json(
            new HistoryReport([.. office.Editor().Earlier().Select(one => new VersionReport(one.Number, one.At))]), ConsoleJson.Default.HistoryReport))).For(Role.Owner);
        guarded.MapGet("/config/diff", (int with) => With(office, () => office.Editor() is var editor && Earlier(editor, with) is { } version
            ? TypedResults.Json(new DiffReport(editor.Diff(version)), ConsoleJson.Default.DiffReport)
            : ConsoleAnswers.NotFound())).For(Role.Owner);
        guarded.MapPost("/config/rollback", (HttpContext http, CancellationToken ct) => WithOrderAsync(office, http, ConsoleJson.Default.RollbackOrder, order => order.Number is { } number && Earlier(office.Editor(), number) is { } version
            ? ChangedAsync(office, http, "rollback", "", order.Version, editor => editor.Rollback(version), ct)
            : Task.FromResult(ConsoleAnswers.NotFound()))).For(Role.Owner);
        guarded.MapGet("/config/pending", () => With(office, () => TypedResults.Json(
            new PendingListReport([.. office.Pending.List().Select(one => new PendingReport(one.Id, one.By, one.At, one.Needs, office.Editor().DiffTo(one.Text)))]), ConsoleJson.Default.PendingListReport))).For(Role.Owner);
    }

    private static async Task<IResult> ChangedAsync(ConfigOffice office, HttpContext http, string action, string key, string? version, Func<ConfigEditor, EditResult> change, CancellationToken ct)
    {
        var report = await office.ChangeAsync(http.Caller(), action, key, version, change, ct);
        return report.Result == "changed"
            ? ConsoleAnswers.Fault(StatusCodes.Status409Conflict, new("changed") { Version = report.Version, Problem = report.Sentence })
            : TypedResults.Json(report, ConsoleJson.Default.ChangeReport, statusCode: report.Result switch
            {
                "done" => StatusCodes.Status200OK,
                "pending" => StatusCodes.Status202Accepted,
                _ => StatusCodes.Status422UnprocessableEntity,
            });
    }

    private static ConfigVersion? Earlier(ConfigEditor editor, int number) => editor.Earlier().FirstOrDefault(version => version.Number == number);

    private static async Task<IResult> WithOrderAsync<T>(ConfigOffice office, HttpContext http, JsonTypeInfo<T> type, Func<T, Task<IResult>> work) where T : class
    {
        var order = await ConsoleAnswers.ReadAsync(http, type);
        if (!office.HasFile) return NoFile();
        try
        {
            return await work(order);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unreadable(e);
        }
    }

    private static IResult With(ConfigOffice office, Func<IResult> work)
    {
        if (!office.HasFile) return NoFile();
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unreadable(e);
        }
    }

    private static IResult NoFile() => ConsoleAnswers.Fault(StatusCodes.Status404NotFound, new("no_file") { Problem = "This gateway was started without a configuration file." });

    private static IResult Unreadable(Exception e) => ConsoleAnswers.Fault(StatusCodes.Status500InternalServerError, new("file") { Problem = e.Message });
}
