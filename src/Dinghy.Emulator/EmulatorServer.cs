using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Emulator;

/// <summary>A DingTalk on 127.0.0.1: both API hosts, the socket, the control API and the chat page on one port.</summary>
public sealed class EmulatorServer : IAsyncDisposable
{
    private const long MaxBodyBytes = 4 * 1024 * 1024;
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping;

    private EmulatorServer(WebApplication app, CancellationTokenSource stopping, Uri address, DingTalkWorld world) =>
        (_app, _stopping, Address, World) = (app, stopping, address, world);

    /// <summary><c>http://127.0.0.1:port/</c>: the base of both API hosts, and the chat page.</summary>
    public Uri Address { get; }

    /// <summary>People, messages, pushes, faults.</summary>
    public DingTalkWorld World { get; }

    /// <summary>Starts listening. Ends by <see cref="DisposeAsync"/>, which breaks all connections.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<EmulatorServer> StartAsync(EmulatorOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var loggers = options.Logging ?? NullLoggerFactory.Instance;
        var logger = loggers.CreateLogger("Dinghy.Emulator");
        var stopping = new CancellationTokenSource();
        var world = new DingTalkWorld(options, logger);
        var door = new ApiDoor(world);
        var open = new OpenConnection(world);
        var app = Build(options, loggers);
        var control = new ControlApi(world, stopping.Token);
        var router = new Router(world, door, open, new Connect(world, door, logger, stopping.Token), control, stopping.Token);
        app.Use((http, next) =>
        {
            if (http.Features.Get<IHttpUpgradeFeature>() is { } upgrade) http.Features.Set<IHttpUpgradeFeature>(new SilenceableUpgrade(upgrade));
            return next(http);
        });
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        app.Run(http => GuardedAsync(router, http, logger));
        try
        {
            await app.StartAsync(ct);
        }
        catch
        {
            await app.DisposeAsync();
            stopping.Dispose();
            throw;
        }

        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        world.Sessions.Base = options.AdvertisedOApi ?? address;
        open.Endpoint = options.AdvertisedEndpoint ?? new UriBuilder(address) { Scheme = "ws", Path = "/connect" }.Uri;
        Log.Started(logger, address);
        return new EmulatorServer(app, stopping, address, world);
    }

    /// <summary>Breaks all connections and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var connection in World.Connections.Live) connection.Drop();
        World.Pushes.Clear();
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(2), TimeProvider.System);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        World.Postman.Dispose();
        _stopping.Dispose();
    }

    private static WebApplication Build(EmulatorOptions options, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        return builder.Build();
    }

    /// <summary>Ctrl+C and SIGTERM belong to the program around us.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private static async Task GuardedAsync(Router router, HttpContext http, ILogger logger)
    {
        try
        {
            await router.RouteAsync(http);
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            http.Response.StatusCode = e.StatusCode;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The caller left; there is nobody to answer.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            Log.Broken(logger, e);
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }
}
