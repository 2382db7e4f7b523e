using Dinghy.Cli;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Privacy;
using Dinghy.Gateway.Storage;
using Dinghy.WebConsole;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.Admin;

/// <summary>Everything of one person over the admin port: counted, given out as a zip, erased.</summary>
internal static class PrivacyRoutes
{
    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway)
    {
        guarded.MapPost("/privacy/look", (HttpRequest request, CancellationToken ct) => AnswerAsync(
            gateway, request, async (data, who) => PersonReport.Of(await data.CountAsync(who, ct)), ct));
        guarded.MapPost("/privacy/erase", (HttpRequest request, CancellationToken ct) => AnswerAsync(
            gateway, request,
            async (data, who) => PersonReport.Of(await data.CountAsync(who, ct)) with { Erased = ErasureReport.Of(await data.EraseAsync(who, except: 0, request.HttpContext.Caller().Name, ct)) }, ct));
        guarded.MapPost("/privacy/export", async Task<Results<FileStreamHttpResult, StatusCodeHttpResult>> (HttpRequest request, CancellationToken ct) =>
        {
            if (gateway() is not { } running) return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
            if (await ReadAsync(request, ct) is not { } order || NamesOf(order, running) is not { } names) return TypedResults.StatusCode(StatusCodes.Status400BadRequest);
            // Whole before the first byte leaves: what breaks off halfway would look like an answer.
            var options = PrivateFile.Options(access: FileAccess.ReadWrite);
            options.Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous;
            var file = new FileStream(Path.Combine(running.Config.Home, $".privacy-{Guid.NewGuid():N}.tmp"), options);
            try
            {
                await running.People.ZipAsync(PersonData.Of(names, order.Person), request.HttpContext.Caller().Name, file, ct);
                file.Position = 0;
                return TypedResults.Stream(file, "application/zip");
            }
            catch
            {
                await file.DisposeAsync();
                throw;
            }
        });
    }

    private static IReadOnlyList<string>? NamesOf(PersonOrder order, GatewayHost running) => order.Names(running.KeepsNamed, [.. running.Config.Accounts.Select(account => account.Id)]);

    private static async Task<Results<JsonHttpResult<PersonReport>, StatusCodeHttpResult>> AnswerAsync(
        Func<GatewayHost?> gateway, HttpRequest request, Func<PersonData, PersonRecord, Task<PersonReport>> work, CancellationToken ct)
    {
        if (gateway() is not { } running) return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        if (await ReadAsync(request, ct) is not { } order) return TypedResults.StatusCode(StatusCodes.Status400BadRequest);
        if (NamesOf(order, running) is not { } names) return TypedResults.Json(PersonReport.SeveralAccounts, CliJson.Default.PersonReport);
        try
        {
            return TypedResults.Json(await work(running.People, PersonData.Of(names, order.Person)), CliJson.Default.PersonReport);
        }
        catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException)
        {
            return TypedResults.StatusCode(StatusCodes.Status507InsufficientStorage);
        }
    }

    private static async Task<PersonOrder?> ReadAsync(HttpRequest request, CancellationToken ct) =>
        await Bodies.ReadAsync(request, CliJson.Default.PersonOrder, ct) is { Person.Length: > 0 } order ? order : null;
}
