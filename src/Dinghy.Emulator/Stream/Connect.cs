using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Dinghy.Emulator;

/// <summary>GET /connect?ticket=: the socket.</summary>
internal sealed class Connect(DingTalkWorld world, ApiDoor door, ILogger logger, CancellationToken stopping)
{
    private static readonly FaultKind[] s_atBirth = [FaultKind.HalfOpen, FaultKind.Disconnect, FaultKind.Close1006, FaultKind.Drop];

    public async Task RunAsync(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            await door.AnswerAsync(http, ApiErrors.InvalidParameter("this is a WebSocket endpoint"));
            return;
        }

        if (world.Tickets.Redeem(http.Request.Query["ticket"]) is not { } ticket)
        {
            await door.AnswerAsync(http, ApiErrors.AuthFailed);
            return;
        }

        using var connection = new StreamConnection(ticket, TcpEnd.Of(http), world.Options, logger);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(stopping, http.RequestAborted);
        world.Record("GET", http.Request.Path, 101, "ok");
        Log.ConnectionOpened(logger, connection.Id, ticket.App.ClientId);
        // Before the handshake is answered, so that the client hears whatever is said once it believes to be connected.
        world.Connections.Add(connection);
        AnnounceCount();
        try
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync();
            var bytes = (http.Features.Get<IHttpUpgradeFeature>() as SilenceableUpgrade)?.Stream ?? throw new InvalidOperationException("The upgrade was not ours.");
            var running = connection.RunAsync(socket, bytes, up => world.Pushes.OnAck(connection, up), world.CountBadFrame, life.Token);
            foreach (var kind in s_atBirth)
            {
                if (world.Faults.Take(kind, app: ticket.App) is { } fault) DingTalkWorld.Break(connection, fault);
            }

            await running;
        }
        finally
        {
            world.Connections.Remove(connection);
            AnnounceCount();
            Log.ConnectionEnded(logger, connection.Id);
        }
    }

    private void AnnounceCount() => world.Feed.Add("connections", e => e with { Connections = world.Connections.Live.Count });
}
