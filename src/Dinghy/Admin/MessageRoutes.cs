using Dinghy.Cli;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.Admin;

/// <summary>Messages to others over the admin port: by the outbox, with its limits.</summary>
internal static class MessageRoutes
{
    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway)
    {
        guarded.MapPost("/messages", (HttpRequest request, CancellationToken ct) => AnswerAsync(
            gateway, async office => await office.SendAsync(await Bodies.ReadAsync(request, CliJson.Default.MessageOrder, ct), ct)));
        guarded.MapGet("/messages/{id:long}", (long id, CancellationToken ct) => AnswerAsync(gateway, office => office.StatusAsync(id, ct)));
        guarded.MapPost("/messages/{id:long}/recall", (long id, CancellationToken ct) => AnswerAsync(gateway, office => office.RecallAsync(id, ct)));
    }

    private static async Task<Results<JsonHttpResult<MessageReport>, StatusCodeHttpResult>> AnswerAsync(Func<GatewayHost?> gateway, Func<MessageOffice, Task<MessageReport>> work)
    {
        if (gateway() is not { } running) return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        try
        {
            return TypedResults.Json(await work(new MessageOffice(running.Config, running.Office, running.KeepOf)), CliJson.Default.MessageReport);
        }
        catch (StoreException)
        {
            return TypedResults.StatusCode(StatusCodes.Status507InsufficientStorage);
        }
    }
}
