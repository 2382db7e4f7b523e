using Dinghy.Admin;
using Dinghy.Gateway.Pipeline;

namespace Dinghy.WebConsole;

/// <summary>
/// Before every route: who calls, from where, and whether they may. The home's token opens everything; a session's cookie opens what its role may, from our
/// own page. Runs before anything of the body is read.
/// </summary>
internal sealed class ConsoleGate(Func<GatewayHost?> gateway, SessionBook sessions, string token, Guesses guesses)
{
    public const string CsrfHeader = "X-Dinghy-Csrf";

    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public Task PassAsync(HttpContext http, RequestDelegate next)
    {
        var api = http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
        // What no route answers, routing itself answers: 404 and 405 tell nothing.
        if (http.GetEndpoint() is not RouteEndpoint endpoint) return next(http);
        var forWhom = endpoint.Metadata.GetMetadata<RouteFor>();
        // Health, metrics and the OpenAI door have no browser before them, and their own rules.
        if (forWhom is null && !api) return next(http);
        Harden(http.Response.Headers, api);
        if (forWhom is { Least: null }) return Stranger(http) is { } refused ? RefuseAsync(http, refused) : next(http);
        var least = forWhom?.Least ?? Role.Owner;
        if (http.Request.Headers.ContainsKey("Authorization"))
        {
            if (!AdminToken.Matches(token, http.Request.Headers.Authorization))
                return guesses.Wrong("Authorization header", Guesses.PeerOf(http)) is { } wait ? ConsoleAnswers.Wait(http, wait).ExecuteAsync(http) : UnknownAsync(http);
            http.Features.Set(Caller.OfToken);
            return next(http);
        }

        if (sessions.Find(http.Request) is not { } session) return UnknownAsync(http);
        if (OfSession(http, session) is { } wrong) return RefuseAsync(http, wrong);
        if (SessionBook.CallerOf(session, gateway()) is not { } caller) return UnknownAsync(http);
        if (caller.Role < least) return RefuseAsync(http, new(ConsoleFault.Role) { Needs = ConsoleWords.Of(least) });
        http.Features.Set(caller);
        return next(http);
    }

    /// <summary>Signing in must not be done for somebody by another page either: they would work under a stranger's name.</summary>
    private ConsoleFault? Stranger(HttpContext http)
    {
        if (!IsOurHost(http)) return new(ConsoleFault.Host);
        return IsRead(http.Request) || SameOrigin.IsOurPage(http.Request) ? null : new(ConsoleFault.Origin);
    }

    private ConsoleFault? OfSession(HttpContext http, SessionRow session)
    {
        if (!IsOurHost(http)) return new(ConsoleFault.Host);
        if (IsRead(http.Request)) return SameOrigin.IsFetchedByUs(http.Request, typed: true) ? null : new(ConsoleFault.Origin);
        if (!SameOrigin.IsOurPage(http.Request)) return new(ConsoleFault.Origin);
        return SessionBook.IsCsrf(session, http.Request.Headers[CsrfHeader]) ? null : new(ConsoleFault.Csrf);
    }

    private bool IsOurHost(HttpContext http) => SameOrigin.IsOurHost(http.Request.Host, gateway()?.Config.Console.Hosts ?? []);

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static void Harden(IHeaderDictionary headers, bool api)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        if (api) headers.CacheControl = "no-store";
    }

    private static Task UnknownAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        // Most meet it with their first curl.
        var fault = new ConsoleFault("unauthorized") { Problem = "Send the header Authorization: Bearer TOKEN, where TOKEN is the text of the file gateway.token in the home folder; or sign in to the console." };
        return http.Response.WriteAsJsonAsync(fault, ConsoleJson.Default.ConsoleFault, cancellationToken: http.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext http, ConsoleFault fault)
    {
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return http.Response.WriteAsJsonAsync(fault, ConsoleJson.Default.ConsoleFault, cancellationToken: http.RequestAborted);
    }
}
