using System.Net.Sockets;
using Dinghy.Admin;
using Dinghy.Admin.OpenAi;
using Dinghy.Cli;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Files;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.WebConsole;
using Dinghy.HandOver;
using Dinghy.LogBook;
using Dinghy.Service;
using Dinghy.Telemetry;

namespace Dinghy.Hosting;

/// <summary>A gateway as a process runs it: home lock, store, model, sockets and the admin port, with one way up and one way down.</summary>
internal sealed class GatewayRun : IAsyncDisposable
{
    private static readonly TimeSpan s_lastRequests = TimeSpan.FromSeconds(1);

    /// <summary>Messages wait for the successor meanwhile.</summary>
    private static readonly TimeSpan s_handOverPatience = TimeSpan.FromSeconds(1);

    private readonly Stack<Func<ValueTask>> _down = new();
    private readonly HandOverOffice _office;
    private readonly string _home;

    private GatewayRun(string home, HandOverOffice office) => (_home, _office) = (home, office);

    public GatewayHost? Gateway { get; private set; }

    /// <summary>Null until it listens.</summary>
    public ConsoleRoom? Console { get; private set; }

    /// <summary>Null until it has started, and where the configuration comes from no file.</summary>
    public ConfigReloader? Reloader { get; private set; }

    /// <summary>Ends when a successor is connected, or when somebody asked for a stop by the admin port.</summary>
    public Task ToldToStop => _office.ToldToStop;

    /// <param name="config">What to run.</param>
    /// <param name="admin">From <see cref="AdminServer.BuildBeside"/>.</param>
    /// <param name="ct">Gives up starting.</param>
    /// <param name="watched">The files to follow; null: none.</param>
    /// <param name="manager">Starts it again when it ends, and follows it to a successor; null: nobody does.</param>
    /// <param name="succession">It takes over from a gateway that runs; null: an ordinary start.</param>
    /// <exception cref="StoreException">The home or the database can not be used.</exception>
    /// <exception cref="IOException">The admin port is taken, or would be open to others with a token that is none; or nothing can be taken over.</exception>
    public static async Task<GatewayRun> StartAsync(
        DinghyConfig config, Task<WebApplication> admin, CancellationToken ct, WatchedConfig? watched = null, ServiceNotifier? manager = null, Succession? succession = null)
    {
        var run = new GatewayRun(config.Home, new HandOverOffice(manager ?? ServiceNotifier.OfNobody(), TimeProvider.System, SuccessorStart.Start));
        try
        {
            await run.UpAsync(config, admin, watched, succession, ct);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_down.TryPop(out var step))
        {
            try
            {
                await step();
            }
#pragma warning disable CA1031 // A file that can not be removed must not keep the answers that run from ending.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Shell.Say($"While stopping: {e.Message}");
            }
        }
    }

    /// <summary>Stops: for good, or for the successor that waits.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(ServiceNotifier manager, CancellationToken ct)
    {
        // An attempt at a hand-over that is not through ends here.
        _office.Stop();
        if (_office.Successor is not { } successor)
        {
            manager.Stopping();
            Shell.Say("Stopping: no new messages are taken, running answers may end.");
            return ExitCodes.Ok;
        }

        Shell.Say($"Process {successor.Id} is connected and takes over: no new messages are taken here, and what runs goes on there.");
        if (Gateway is { } gateway) gateway.Patience = s_handOverPatience;
        await DisposeAsync();
        return await _office.SeeOffAsync(_home, ct) ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private async Task UpAsync(DinghyConfig config, Task<WebApplication> building, WatchedConfig? watched, Succession? succession, CancellationToken ct)
    {
        if (succession is null) OwnsHome(Take(config.Home));
        if (PrivateFolder.IsOpen(config.Home)) Shell.Say($"warning: other users of this machine can look into {config.Home}: chmod 700 it, or run \"dinghy doctor --fix\".");
        var opening = succession is null ? OpenBeside(config.Home) : null;
        var metrics = Owns(new GatewayMetrics());

        var admin = await building;
        _down.Push(admin.DisposeAsync);
        if (AdminServer.Exposes(config.Gateway) && AdminToken.Weakness(config.Home) is { } weakness) throw new IOException(weakness);
        var loggers = admin.Services.GetRequiredService<ILoggerFactory>();
        var chance = new Random(Environment.ProcessId);
        var parts = new GatewayParts(Owns(DingTalkHttp.Create()), Model: null, "", loggers, TimeProvider.System, chance, Shell.Print) { Listen = KestrelWebhooks.ListenAsync };
        var sockets = succession is null ? null : Owns(new HeldSockets(config, parts));
        var log = admin.Services.GetRequiredService<LogFiles>();
        var models = Owns(new ModelFactory(TimeProvider.System, chance, loggers, Environment.GetEnvironmentVariable));
        MapRoutes(admin, config, watched, metrics, log, models);
        var telemetry = TelemetryRun.Begin(Environment.GetEnvironmentVariable, loggers);
        parts = parts with { TurnEnded = telemetry is null ? null : telemetry.Ended, Doctor = watched is null ? null : DoctorRoutes.InChat(watched.Source, () => Gateway) };
        if (succession is not null)
        {
            // As late as can be: from here on messages wait.
            OwnsHome(await succession.TakeOverAsync(config, sockets!, ct));
            parts = parts with { Held = sockets!.Take };
        }

        opening ??= OpenBeside(config.Home);
        // Not before the home is ours: two writers would mix their lines.
        log.Open(config.Home, config.Logs);
        Owns(log);
        if (config.Logs.Texts) Shell.Say($"warning: logs.texts is on: what people ask and agents answer is written into {LogFolder.In(config.Home)}.");

        // First: with the port taken, nothing may have been accepted from anybody.
        await ListenAsync(admin, config, ct);
        if (telemetry is not null)
        {
            // After the gateway has stopped, before its store goes.
            _down.Push(telemetry.DisposeAsync);
            telemetry.Start(await opening);
        }

        Gateway = Owns(await GatewayHost.StartAsync(config, await opening, metrics, WithModels(parts, models, config), ct));
        if (watched is null) return;
        Reloader = Owns(new ConfigReloader(Gateway, watched, next => { log.Use(next.Logs); return WithModels(parts, models, next); }, loggers.CreateLogger<ConfigReloader>(), TimeProvider.System));
        Reloader.Start();
    }

    /// <summary>All that the gateway's own port serves: who may come, the operator's routes, the console's page and the door for OpenAI's clients.</summary>
    private void MapRoutes(WebApplication admin, DinghyConfig config, WatchedConfig? watched, GatewayMetrics metrics, LogFiles log, ModelFactory models)
    {
        AdminServer.ListenAt(admin, config.Gateway);
        var token = AdminToken.ReadOrCreate(config.Home);
        var console = Console = Owns(new ConsoleRoom(() => Gateway, config.Home, token, metrics, admin.Services.GetRequiredService<ILoggerFactory>(), TimeProvider.System)
        {
            Source = watched?.Source,
            Reload = async stop => Reloader is { } reloader ? await reloader.ReloadAsync(stop) : null,
        });
        console.Guard(admin);
        var guarded = AdminServer.Map(admin, () => Gateway, Owns(new PrometheusText()));
        ReloadRoute.Map(guarded, () => Gateway, () => Reloader);
        console.Map(admin, guarded);
        HandOverRoutes.Map(guarded, _office);
        LogRoutes.Map(guarded, config.Home, log, console.Streams, admin.Lifetime.ApplicationStopping);
        var desk = watched is null ? null : Owns(new SetupDesk(watched.Plain, models, TimeProvider.System));
        SetupRoutes.Map(guarded, () => Gateway, desk);
        if (watched is not null) DoctorRoutes.Map(guarded, () => Gateway, watched.Source);
        ModelRoutes.Map(guarded, () => Gateway, desk, models);
        Owns(new OpenAiDoor(() => Gateway, token, TimeProvider.System)).Map(admin);
    }

    /// <summary>On another core while the admin port comes up: a start is mostly compiling.</summary>
    private Task<SqliteStore> OpenBeside(string home)
    {
        var opening = Task.Run(() => SqliteStore.Open(home));
        _down.Push(async () =>
        {
            try
            {
                await (await opening).DisposeAsync();
            }
            catch (StoreException)
            {
                // It never opened; who awaited it says so.
            }
        });
        return opening;
    }

    /// <summary>At the start, and again for every changed configuration.</summary>
    private static GatewayParts WithModels(GatewayParts parts, ModelFactory models, DinghyConfig config)
    {
        var pool = new ModelPool(models, config.Models);
        var usual = config.Agents.Find(config.Routing.DefaultAgent);
        var choice = pool.Get(usual?.Model, usual?.Fallbacks);
        var note = choice switch
        {
            ModelReady ready => ready.Name,
            ModelUnusable unusable => unusable.Sentence,
            _ => throw new InvalidOperationException("A choice of model has no case here."),
        };
        var model = choice as ModelReady;
        return parts with
        {
            Model = model?.Client,
            ModelNote = note,
            ModelNamed = pool.Get,
            ModelSees = model is { Sees: true },
            ModelFacts = model?.Facts ?? ModelFacts.Unknown,
            Models = models.Shelf(config.Models, model?.Name),
            ImageModel = (models.CreateImageModel(config.Models) as ModelReady)?.Client,
        };
    }

    private async Task ListenAsync(WebApplication admin, DinghyConfig config, CancellationToken ct)
    {
        try
        {
            await admin.StartAsync(ct);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            var why = (e.GetBaseException() as SocketException)?.Message ?? e.Message;
            var told = $"{config.Gateway.Host}:{config.Gateway.Port} (gateway.host, gateway.port) can not be listened on: {why}. Set another port, or 0 for a free one: dinghy config set gateway.port 0";
            admin.Services.GetRequiredService<ILoggerFactory>().CreateLogger<GatewayRun>().NotStarted(told);
            throw new IOException(told, e);
        }

        _down.Push(async () =>
        {
            // A request that never ends must not outlast us.
            using var soon = new CancellationTokenSource(s_lastRequests, TimeProvider.System);
            await admin.StopAsync(soon.Token);
        });
        new RunningGateway(Environment.ProcessId, AdminServer.Address(admin)).Write(config.Home);
        _down.Push(() => { RunningGateway.Remove(config.Home); return ValueTask.CompletedTask; });
    }

    /// <exception cref="StoreException">Another gateway holds it: who that is, since when and where it listens.</exception>
    private static HomeLock Take(string home)
    {
        try
        {
            return HomeLock.Take(home);
        }
        catch (StoreException e) when (e.Fault == StoreFault.Locked && RunningGateway.Find(home) is { } other && other.ProcessId == HomeLock.Holder(home)?.ProcessId)
        {
            throw new StoreException(e.Fault, $"{e.Message} It listens on {other.Address}.", e);
        }
    }

    /// <summary>Let go of when nothing here can write any more.</summary>
    private void OwnsHome(HomeLock home) => _down.Push(() =>
    {
        // The manager first: what the successor says of itself counts only once it is known.
        _office.Announce();
        home.Dispose();
        return ValueTask.CompletedTask;
    });

    private T Owns<T>(T part)
    {
        _down.Push(part switch
        {
            IAsyncDisposable asynchronous => asynchronous.DisposeAsync,
            IDisposable plain => () => { plain.Dispose(); return ValueTask.CompletedTask; },
            _ => throw new ArgumentException("Nothing to dispose.", nameof(part)),
        });
        return part;
    }
}
