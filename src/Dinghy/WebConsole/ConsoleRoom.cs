using Dinghy.Admin;
using Dinghy.Gateway.Pipeline;

namespace Dinghy.WebConsole;

/// <summary>The web console of one gateway, put together.</summary>
internal sealed class ConsoleRoom
{
    private readonly Func<GatewayHost?> _gateway;
    private readonly SessionBook _sessions;
    private readonly ConsoleGate _gate;
    private readonly PageServer _pages = new(typeof(ConsoleRoom).Assembly);

    public ConsoleRoom(Func<GatewayHost?> gateway, string home, string token, ILoggerFactory loggers, TimeProvider time)
    {
        var log = new ConsoleLog(loggers.CreateLogger<ConsoleLog>());
        _gateway = gateway;
        _sessions = new SessionBook(home, token, log, time);
        _gate = new ConsoleGate(gateway, _sessions, token);
        Desk = new LoginDesk(gateway, _sessions, token, log, time);
    }

    public LoginDesk Desk { get; }

    /// <summary>Before the application starts.</summary>
    /// <param name="app">Gets the pages.</param>
    /// <param name="guarded">From <see cref="AdminServer.Map"/>: gets the routes.</param>
    public void Map(WebApplication app, RouteGroupBuilder guarded)
    {
        LoginRoutes.Map(guarded, _gateway, _sessions, Desk);
        _pages.Map(app);
    }

    /// <summary>In front of every route, those of other rooms too.</summary>
    public void Guard(WebApplication app) => app.Use(next => http => _gate.PassAsync(http, next));
}
