using Dinghy.DingTalk;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Limits;

/// <summary>The waiting around a <see cref="CallSchedule"/>: one timer, armed only while somebody waits.</summary>
internal sealed class Turnstile : IDisposable
{
    /// <summary>A longer pause is not waited out here: who calls has a place that survives a crash, or another road.</summary>
    public static readonly TimeSpan Held = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly CallSchedule _schedule;
    private readonly Dictionary<CallTicket, TaskCompletionSource> _waiting = [];
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly long _began;

    public Turnstile(QuotaConfig limits, TimeProvider time)
    {
        (_schedule, _time, _began) = (new CallSchedule(limits), time, time.GetTimestamp());
        _timer = time.CreateTimer(_ => Turn(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Other limits from now on, for those who wait too.</summary>
    public void Use(QuotaConfig limits) => Change(_ => _schedule.Use(limits));

    public int Waiting { get { lock (_gate) return _schedule.Waiting; } }

    public IReadOnlyDictionary<DingTalkCall, int> WaitingByApi
    {
        get
        {
            lock (_gate)
                return _schedule.WaitingByLane.GroupBy(lane => lane.Api).ToDictionary(api => api.Key, api => api.Sum(lane => lane.Waiting));
        }
    }

    /// <summary>Ends when the call may leave; it counts as left then, and <see cref="Answered"/> has to follow.</summary>
    /// <exception cref="DingTalkApiException">Throttled or Banned with how long it will take: too long to wait here, or too many wait.</exception>
    public async Task<CallTicket> EnterAsync(string account, DingTalkCall api, Urgency urgency, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        CallTicket ticket;
        TaskCompletionSource may;
        lock (_gate)
        {
            if (_schedule.PausedFor(account, api, Now) is var pause && pause > Held) throw Paused(pause);
            ticket = _schedule.Join(account, api, urgency) ?? throw new DingTalkApiException(
                DingTalkFault.Throttled, "too_many_waiting", $"{CallSchedule.MostWaiting} calls wait for {api} already; not sent") { RetryAfter = TimeSpan.FromSeconds(1) };
            _waiting[ticket] = may = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        Turn();
        await using (ct.UnsafeRegister(_ => GiveUp(ticket, ct), null)) await may.Task;
        return ticket;
    }

    /// <summary>The call has ended, however.</summary>
    public void Answered(CallTicket ticket)
    {
        lock (_gate) _schedule.Answered(ticket, Now);
        Turn();
    }

    public void Pause(string account, DingTalkCall api, TimeSpan wait) => Change(now => _schedule.Pause(account, api, now + wait));

    public void PauseAll(TimeSpan wait) => Change(now => _schedule.PauseAll(now + wait));

    public void Dispose() => _timer.Dispose();

    private TimeSpan Now => _time.GetElapsedTime(_began);

    private void Change(Action<TimeSpan> change)
    {
        lock (_gate)
        {
            change(Now);
            foreach (var ticket in _schedule.Strand(Now, Held))
                if (_waiting.Remove(ticket, out var may)) may.SetException(Paused(_schedule.PausedFor(ticket.Account, ticket.Api, Now)));
        }

        Turn();
    }

    private void Turn()
    {
        lock (_gate)
        {
            TimeSpan? wakeAt;
            while (_schedule.Next(Now, out wakeAt) is { } ticket)
                if (_waiting.Remove(ticket, out var may)) may.SetResult();
            // A millisecond more: a timer that fires a hair early would only have to be set again.
            _timer.Change(wakeAt is { } at ? Positive(at - Now) + TimeSpan.FromMilliseconds(1) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void GiveUp(CallTicket ticket, CancellationToken ct)
    {
        lock (_gate)
        {
            if (!_waiting.Remove(ticket, out var may)) return;
            _schedule.Leave(ticket);
            may.SetCanceled(ct);
        }
    }

    private static TimeSpan Positive(TimeSpan wait) => wait > TimeSpan.Zero ? wait : TimeSpan.Zero;

    private static DingTalkApiException Paused(TimeSpan wait) =>
        new(DingTalkFault.Throttled, "paused", $"DingTalk asked us to wait {wait.TotalSeconds:0} s more; not sent") { RetryAfter = wait };
}
