using Dinghy.Cli;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.Admin;

/// <summary>Pairing over the admin port, for the command line while the gateway runs. Whoever has the token is the operator.</summary>
internal static class PairingRoutes
{
    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway)
    {
        guarded.MapGet("/pairing", Results<JsonHttpResult<PairingListReport>, StatusCodeHttpResult> (string? account) =>
            gateway() is { } running ? TypedResults.Json(PairingListReport.Of(running.Pairing, account), CliJson.Default.PairingListReport) : Starting());
        guarded.MapPost("/pairing/{action}", async Task<Results<JsonHttpResult<PairingReport>, StatusCodeHttpResult>> (string action, PairingOrder? order, CancellationToken ct) =>
        {
            if (order is not { Who.Length: > 0 }) return TypedResults.StatusCode(StatusCodes.Status400BadRequest);
            if (gateway() is not { } running) return Starting();
            try
            {
                return await DoAsync(running.Pairing, action, order, ct) is { } report
                    ? TypedResults.Json(report, CliJson.Default.PairingReport)
                    : TypedResults.StatusCode(StatusCodes.Status404NotFound);
            }
            catch (StoreException)
            {
                return TypedResults.StatusCode(StatusCodes.Status507InsufficientStorage);
            }
        });
    }

    /// <returns>Null: no such action, or nobody is named.</returns>
    /// <exception cref="StoreException">Nothing was changed.</exception>
    public static async Task<PairingReport?> DoAsync(PairingOffice office, string action, PairingOrder order, CancellationToken ct)
    {
        if (order.Who is not { Length: > 0 } who) return null;
        switch (action)
        {
            case "approve":
                var (answer, notice) = await office.ApproveAsync(who, order.Account, PairingDesk.CommandLine, order.Notify, ct);
                return PairingReport.Of(answer, notice);
            case "deny":
                return PairingReport.Of(await office.DenyAsync(who, order.Account, PairingDesk.CommandLine, ct));
            case "revoke":
                return PairingReport.Of(await office.RevokeAsync(who, order.Account, PairingDesk.CommandLine, ct));
            default:
                return null;
        }
    }

    private static StatusCodeHttpResult Starting() => TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
}
