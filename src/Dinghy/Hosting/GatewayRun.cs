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

namespace Dinghy.Hosting;

/// <summary>A gateway as a process runs it: home lock, store, model, sockets and the admin port, with one way up and one way down.</summary>
internal sealed class GatewayRun : IAsyncDisposable
{
    private static readonly TimeSpan s_lastRequests = TimeSpan.FromSeconds(1);

    private readonly Stack<Func<ValueTask>> _down = new();

    private GatewayRun() { }

    public GatewayHost? Gateway { get; private set; }

    /// <summary>Null until it listens.</summary>
    public ConsoleRoom? Console { get; private set; }

    /// <summary>Null until it has started, and where the configuration comes from no file.</summary>
    public ConfigReloader? Reloader { get; private set; }

    /// <param name="config">What to run.</param>
    /// <param name="admin">From <see cref="AdminServer.BuildBeside"/>.</param>
    /// <param name="ct">Gives up starting.</param>
    /// <param name="watched">The files to follow; null: none.</param>
    /// <exception cref="StoreException">The home or the database can not be used.</exception>
    /// <exception cref="IOException">The admin port is taken, or would be open to others with a token that is none.</exception>
    public static async Task<GatewayRun> StartAsync(DinghyConfig config, Task<WebApplication> admin, CancellationToken ct, WatchedConfig? watched = null)
    {
        var run = new GatewayRun();
        try
        {
            await run.UpAsync(config, admin, watched, ct);
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

    private async Task UpAsync(DinghyConfig config, Task<WebApplication> building, WatchedConfig? watched, CancellationToken ct)
    {
        Owns(HomeLock.Take(config.Home));
        var opening = OpenBeside(config.Home);
        var metrics = Owns(new GatewayMetrics());

        var admin = await building;
        _down.Push(admin.DisposeAsync);
        if (AdminServer.Exposes(config.Gateway) && AdminToken.Weakness(config.Home) is { } weakness) throw new IOException(weakness);
        AdminServer.ListenAt(admin, config.Gateway);
        var console = Console = new ConsoleRoom(() => Gateway, config.Home, AdminToken.ReadOrCreate(config.Home), metrics, admin.Services.GetRequiredService<ILoggerFactory>(), TimeProvider.System)
        {
            Source = watched?.Source,
            Reload = async stop => Reloader is { } reloader ? await reloader.ReloadAsync(stop) : null,
        };
        Owns(console);
        console.Guard(admin);
        var guarded = AdminServer.Map(admin, () => Gateway, Owns(new PrometheusText()));
        ReloadRoute.Map(guarded, () => Reloader);
        console.Map(admin, guarded);
        Owns(new OpenAiDoor(() => Gateway, AdminToken.ReadOrCreate(config.Home), TimeProvider.System)).Map(admin);
        var loggers = admin.Services.GetRequiredService<ILoggerFactory>();
        var chance = new Random(Environment.ProcessId);
        var models = Owns(new ModelFactory(TimeProvider.System, chance, loggers, Environment.GetEnvironmentVariable));
        var parts = new GatewayParts(Owns(DingTalkHttp.Create()), Model: null, "", loggers, TimeProvider.System, chance, Shell.Print) { Listen = KestrelWebhooks.ListenAsync };

        // First: with the port taken, nothing may have been accepted from anybody.
        await ListenAsync(admin, config, ct);
        Gateway = Owns(await GatewayHost.StartAsync(config, await opening, metrics, WithModels(parts, models, config), ct));
        if (watched is null) return;
        Reloader = Owns(new ConfigReloader(Gateway, watched, next => WithModels(parts, models, next), loggers.CreateLogger<ConfigReloader>(), TimeProvider.System));
        Reloader.Start();
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
        catch (SocketException e)
        {
            throw new IOException($"{config.Gateway.Host}:{config.Gateway.Port} can not be listened on: {e.Message}", e);
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
