using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Dinghy.Emulator;

/// <summary>The ways to end a TCP connection that the web server does not offer; from any thread, at any later time.</summary>
internal sealed class TcpEnd(Socket? socket)
{
    public static TcpEnd Of(HttpContext http) => new(http.Features.Get<IConnectionSocketFeature>()?.Socket);

    /// <summary>RST: closing without lingering.</summary>
    public void Reset() => socket?.Close(0);

    /// <summary>FIN: nothing more will come from us.</summary>
    public void Finish()
    {
        try { socket?.Shutdown(SocketShutdown.Send); }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other side was faster.
        }
    }
}
