using Dinghy.Cli;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;
using Dinghy.WebConsole;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.Admin;

/// <summary>Pairing over the admin port, for the command line while the gateway runs. Kept is who did it.</summary>
internal static class PairingRoutes
{
    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway)
    {
        guarded.MapGet("/pairing", Results<JsonHttpResult<PairingListReport>, StatusCodeHttpResult> (string? account) =>
            gateway() is { } running ? TypedResults.Json(PairingListReport.Of(running.Pairing, account), CliJson.Default.PairingListReport) : Starting()).For(Role.Auditor);
        guarded.MapPost("/pairing/{action}", async Task<Results<JsonHttpResult<PairingReport>, StatusCodeHttpResult>> (string action, HttpContext http, CancellationToken ct) =>
        {
            var order = await Bodies.ReadAsync(http.Request, CliJson.Default.PairingOrder, ct);
            if (order is not { Who.Length: > 0 }) return TypedResults.StatusCode(StatusCodes.Status400BadRequest);
            if (gateway() is not { } running) return Starting();
            // Who is an owner is the owners' own affair.
            if (action == "revoke" && http.Caller().Role < Role.Owner && running.Pairing.Approved(order.Account).Any(one => one.Owner && one.Person == order.Who)) return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
            try
            {
                return await DoAsync(running.Pairing, action, order, http.Caller().Name, ct) is { } report
                    ? TypedResults.Json(report, CliJson.Default.PairingReport)
                    : TypedResults.StatusCode(StatusCodes.Status404NotFound);
            }
            catch (StoreException)
            {
                return TypedResults.StatusCode(StatusCodes.Status507InsufficientStorage);
            }
        }).For(Role.Operator);
    }

    /// <returns>Null: no such action, or nobody is named.</returns>
    /// <param name="office">Decides.</param>
    /// <param name="action">approve, deny or revoke.</param>
    /// <param name="order">Whom.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <exception cref="StoreException">Nothing was changed.</exception>
    public static async Task<PairingReport?> DoAsync(PairingOffice office, string action, PairingOrder order, string by, CancellationToken ct)
    {
        if (order.Who is not { Length: > 0 } who) return null;
        switch (action)
        {
            case "approve":
                var (answer, notice) = await office.ApproveAsync(who, order.Account, by, order.Notify, ct);
                return PairingReport.Of(answer, notice);
            case "deny":
                return PairingReport.Of(await office.DenyAsync(who, order.Account, by, ct));
            case "revoke":
                return PairingReport.Of(await office.RevokeAsync(who, order.Account, by, ct));
            default:
                return null;
        }
    }

    private static StatusCodeHttpResult Starting() => TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
}
