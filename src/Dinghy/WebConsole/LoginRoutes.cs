using System.Text.Json.Serialization.Metadata;
using Dinghy.Admin;
using Dinghy.Cli;
using Dinghy.Gateway.Pipeline;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.WebConsole;

/// <summary><c>/api/console/session</c> and <c>/api/console/login/…</c>: the only routes below <c>/api</c> that nobody has to be signed in for.</summary>
internal static class LoginRoutes
{
    private const int LongestId = 64;

    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway, SessionBook sessions, LoginDesk desk)
    {
        guarded.MapGet("/console/session", (HttpContext http) => Report(Describe(gateway(), sessions.Find(http.Request)))).ForAnybody();
        guarded.MapPost("/console/login/token", (HttpContext http, CancellationToken ct) => EnterAsync<TokenOrder>(
            http, ConsoleJson.Default.TokenOrder, async order => order.Token is { Length: > 0 and <= 256 } token ? await desk.ByTokenAsync(http, token, ct) : null, gateway)).ForAnybody();
        guarded.MapPost("/console/login/code", (HttpContext http, CancellationToken ct) => EnterAsync<CodeOrder>(
            http, ConsoleJson.Default.CodeOrder,
            async order => order is { StaffId.Length: > 0 and <= LongestId, Code.Length: > 0 and <= LongestId } ? await desk.ByCodeAsync(http, order.StaffId, order.Code, ct) : null, gateway)).ForAnybody();
        guarded.MapPost("/console/login/code/request", async Task<IResult> (HttpContext http) =>
        {
            if (await ConsoleAnswers.ReadAsync(http, ConsoleJson.Default.CodeOrder) is not { StaffId.Length: > 0 and <= LongestId } order) return ConsoleAnswers.BadRequest();
            return desk.SendCode(http, order.StaffId.Trim()) is { } wait ? ConsoleAnswers.Wait(http, wait) : TypedResults.NoContent();
        }).ForAnybody();
        guarded.MapPost("/console/logout", (HttpContext http) =>
        {
            if (sessions.Find(http.Request) is { } session) sessions.End(http, session);
            return TypedResults.NoContent();
        }).For(Role.Auditor);
        guarded.MapPost("/console/ticket", IResult () => TypedResults.Json(desk.Tickets.Issue(), ConsoleJson.Default.TicketReport));
    }

    private static async Task<IResult> EnterAsync<T>(HttpContext http, JsonTypeInfo<T> type, Func<T, Task<LoginEnd?>> enter, Func<GatewayHost?> gateway) where T : class
    {
        if (await enter(await ConsoleAnswers.ReadAsync(http, type)) is not { } end) return ConsoleAnswers.BadRequest();
        if (end.Wait is { } wait) return ConsoleAnswers.Wait(http, wait);
        return end.Session is { } session ? Report(Describe(gateway(), session)) : ConsoleAnswers.Fault(StatusCodes.Status401Unauthorized, new("wrong"));
    }

    private static JsonHttpResult<SessionReport> Report(SessionReport report) => TypedResults.Json(report, ConsoleJson.Default.SessionReport);

    private static SessionReport Describe(GatewayHost? host, SessionRow? session)
    {
        var robots = host?.Config.Accounts.Count > 0;
        var caller = session is null ? null : SessionBook.CallerOf(session, host);
        var report = new SessionReport(caller is not null, host is not null && !robots, robots, host?.Config.Language ?? "auto", VersionCommand.Number);
        return caller is null ? report : report with
        {
            Name = caller.Name,
            StaffId = caller.StaffId,
            Role = ConsoleWords.Of(caller.Role),
            How = caller.StaffId is null ? "token" : "code",
            Csrf = session!.Csrf,
            ExpiresAt = SessionBook.EndOf(session),
        };
    }
}

/// <summary>What the console's routes read and say alike.</summary>
internal static class ConsoleAnswers
{
    /// <exception cref="BadHttpRequestException">See <see cref="Bodies"/>.</exception>
    public static Task<T> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type) where T : class => Bodies.ReadAsync(http.Request, type, http.RequestAborted);

    public static IResult BadRequest(string? problem = null) => Fault(StatusCodes.Status400BadRequest, new("bad_request") { Problem = problem });

    public static IResult Starting() => TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);

    public static IResult NotFound() => Fault(StatusCodes.Status404NotFound, new("not_found"));

    public static IResult DiskFull() => TypedResults.StatusCode(StatusCodes.Status507InsufficientStorage);

    public static IResult Fault(int status, ConsoleFault fault) => TypedResults.Json(fault, ConsoleJson.Default.ConsoleFault, statusCode: status);

    public static IResult Wait(HttpContext http, TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Fault(StatusCodes.Status429TooManyRequests, new("wait") { WaitSeconds = seconds });
    }
}
