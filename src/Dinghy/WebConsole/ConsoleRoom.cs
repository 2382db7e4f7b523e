using Dinghy.Admin;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Pipeline;

namespace Dinghy.WebConsole;

/// <summary>The web console of one gateway, put together.</summary>
internal sealed class ConsoleRoom : IAsyncDisposable
{
    private readonly Func<GatewayHost?> _gateway;
    private readonly string _home;
    private readonly TimeProvider _time;
    private readonly SessionBook _sessions;
    private readonly ConsoleGate _gate;
    private readonly ConsoleFeed _feed;
    private readonly PageServer _pages = new(typeof(ConsoleRoom).Assembly);

    public ConsoleRoom(Func<GatewayHost?> gateway, string home, string token, GatewayMetrics metrics, ILoggerFactory loggers, TimeProvider time)
    {
        var log = new ConsoleLog(loggers.CreateLogger<ConsoleLog>());
        (_gateway, _home, _time) = (gateway, home, time);
        _sessions = new SessionBook(home, token, log, time);
        var guesses = new Guesses(log, time);
        _gate = new ConsoleGate(gateway, _sessions, token, guesses);
        _feed = new ConsoleFeed(gateway, metrics, log, time);
        Streams = new LiveStreams(_sessions, gateway, time);
        Desk = new LoginDesk(gateway, _sessions, token, guesses, log, time);
    }

    public LoginDesk Desk { get; }

    /// <summary>For every route that goes on telling, those of other rooms too.</summary>
    public LiveStreams Streams { get; }

    /// <summary>Where the configuration comes from; null: from no file.</summary>
    public ConfigSource? Source { get; init; }

    /// <summary>Takes a changed file at once; null from it: nothing can.</summary>
    public Func<CancellationToken, Task<ReloadReport?>> Reload { get; init; } = _ => Task.FromResult<ReloadReport?>(null);

    /// <summary>Before the application starts.</summary>
    /// <param name="app">Gets the pages.</param>
    /// <param name="guarded">From <see cref="AdminServer.Map"/>: gets the routes.</param>
    public void Map(WebApplication app, RouteGroupBuilder guarded)
    {
        LoginRoutes.Map(guarded, _gateway, _sessions, Desk);
        var stream = new EventStream(_gateway, Streams, _time, _feed.Stopping);
        DashboardRoutes.Map(guarded, _gateway, _feed, stream, _time);
        TalkLive.Map(guarded, _gateway, stream);
        SeenRoutes.Map(guarded, _gateway);
        AgentRoutes.Map(guarded, _gateway);
        ApprovalRoutes.Map(guarded, _gateway);
        TrailRoutes.Map(guarded, _home);
        ConfigRoutes.Map(guarded, new ConfigOffice(Source, _home, Reload, _gateway, _time));
        _pages.Map(app);
    }

    /// <summary>In front of every route, those of other rooms too.</summary>
    public void Guard(WebApplication app) => app.Use(next => http => _gate.PassAsync(http, inner => Bodies.AnswerAsync(inner, next)));

    public ValueTask DisposeAsync() => _feed.DisposeAsync();
}
