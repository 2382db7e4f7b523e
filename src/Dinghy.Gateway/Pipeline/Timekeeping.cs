using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Puts the schedules' room together: one for the whole process. What the configuration says of it is looked up each time.</summary>
internal sealed class Timekeeping : IAsyncDisposable
{
    private readonly IScheduleStore _store;
    private readonly Reception _reception;
    private readonly TimeProvider _time;
    private readonly Func<DinghyConfig> _config;

    /// <param name="store">Keeps schedules and what was told of them.</param>
    /// <param name="reception">Who may talk, and whose the robot is.</param>
    /// <param name="config">The one that holds now.</param>
    /// <param name="roads">Of an account, towards whoever is told.</param>
    /// <param name="post">Runs a turn that is stored.</param>
    /// <param name="loggers">Where named events go.</param>
    /// <param name="time">The clock.</param>
    public Timekeeping(IGatewayStore store, Reception reception, Func<DinghyConfig> config, Func<string, AccountRoads?> roads, Action<Turn> post, ILoggerFactory loggers, TimeProvider time)
    {
        var log = new ScheduleLog(loggers.CreateLogger<ScheduleLog>());
        (_store, _reception, _time, _config) = (store, reception, time, config);
        Desk = new ScheduleDesk(store, reception.Owners, config, log, time);
        var trouble = new ScheduleTrouble(
            store, reception, config, person => new KnownLanguage(store, config().Language).OfAsync(person.Keep, person.Person, CancellationToken.None), roads, log);
        Runner = new ScheduleRunner(store, Turns, config, inbound => Refusal(reception, inbound), post, trouble, log, time) { Robots = reception.Robots };
        Desk.Changed = Runner.Look;
    }

    public ScheduledTurns Turns { get; } = new();

    public ScheduleDesk Desk { get; }

    public ScheduleRunner Runner { get; }

    /// <summary>The configuration may have a heartbeat, or none any more.</summary>
    public async Task FollowAsync(CancellationToken ct)
    {
        await Heartbeats.FollowAsync(_store, _reception, _config(), _time, ct);
        Runner.Look();
    }

    public ValueTask DisposeAsync() => Runner.DisposeAsync();

    /// <summary>Counts of messages do not hold for what a clock says.</summary>
    private static string? Refusal(Reception reception, Inbound inbound) =>
        reception.Keeper.Look(inbound).Refusal is { } reason && reason is not (Reasons.TooFast or Reasons.DailyLimit) ? reason : null;
}
