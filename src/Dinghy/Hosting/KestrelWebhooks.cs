using System.Net;
using Dinghy.Gateway.Pipeline.Webhooks;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Dinghy.Hosting;

/// <summary>The listener of HTTP mode: Kestrel alone, without routing, files or pages. It faces the world, so everything has a bound.</summary>
internal sealed class KestrelWebhooks : IWebhookListener, IHttpApplication<IFeatureCollection>
{
    /// <summary>Connections at a time; beyond them new ones are closed.</summary>
    public const int MaxConnections = 1_000;

    private static readonly TimeSpan s_lastCalls = TimeSpan.FromSeconds(2);

    private readonly KestrelServer _server;
    private readonly SocketTransportFactory _sockets;
    private readonly WebhookHandler _handler;
    private readonly BodyBudget _budget = new();
    private readonly CancellationTokenSource _stop = new();

    private KestrelWebhooks(IPEndPoint address, WebhookHandler handler)
    {
        _handler = handler;
        var options = new KestrelServerOptions { AddServerHeader = false, AllowSynchronousIO = false };
        var limits = options.Limits;
        // How long a body may be is the account's to say: it is held to that while it is read.
        limits.MaxRequestBodySize = null;
        limits.MaxConcurrentConnections = MaxConnections;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestLineSize = 4 * 1024;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(75);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 4 * 1024, gracePeriod: TimeSpan.FromSeconds(2));
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        options.Listen(address, listen => listen.Protocols = HttpProtocols.Http1);
        _sockets = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        _server = new KestrelServer(Options.Create(options), _sockets, NullLoggerFactory.Instance);
    }

    public IPEndPoint Address { get; private set; } = new(IPAddress.None, 0);

    /// <exception cref="IOException">The address can not be had.</exception>
    public static async Task<IWebhookListener> ListenAsync(IPEndPoint address, WebhookHandler handler, CancellationToken ct)
    {
        var webhooks = new KestrelWebhooks(address, handler);
        try
        {
            await webhooks._server.StartAsync(webhooks, ct);
            var bound = new Uri(webhooks._server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
            webhooks.Address = new IPEndPoint(address.Address, bound.Port);
            return webhooks;
        }
        catch (Exception e)
        {
            webhooks.End();
            // Not every reason comes as one: a privileged port is a SocketException.
            if (e is System.Net.Sockets.SocketException) throw new IOException(e.Message, e);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        using var soon = new CancellationTokenSource(s_lastCalls, TimeProvider.System);
        await _server.StopAsync(soon.Token);
        End();
    }

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception) { }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var response = context.Get<IHttpResponseFeature>()!;
        WebhookAnswer answer;
        try
        {
            answer = _stop.IsCancellationRequested ? WebhookAnswer.Busy : await _handler(new KestrelCall(context, _budget), context.Get<IHttpRequestLifetimeFeature>()!.RequestAborted);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException e)
        {
            // Cut off, or slower than the limits allow.
            answer = new WebhookAnswer(e.StatusCode);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The caller left; there is nobody to answer.
            return;
        }

        response.StatusCode = answer.Status;
        if (answer.Status == 405) response.Headers.Allow = "POST";
        // What was not read of a refused body is not worth waiting for. Of one that is too long Kestrel reads on, for five seconds at most:
        // closing on a caller who still sends would cost him the answer.
        if (answer.Status is 403 or 404 or 405 or 503) response.Headers.Connection = "close";
        if (answer.Body.Length == 0)
        {
            response.Headers.ContentLength = 0;
            return;
        }

        var bytes = System.Text.Encoding.UTF8.GetBytes(answer.Body);
        response.Headers.ContentType = "application/json; charset=utf-8";
        response.Headers.ContentLength = bytes.Length;
        await context.Get<IHttpResponseBodyFeature>()!.Writer.WriteAsync(bytes);
    }

    private void End()
    {
        _server.Dispose();
        _stop.Dispose();
    }
}
