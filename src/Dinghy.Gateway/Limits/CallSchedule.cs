using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Limits;

/// <summary>Who may leave next, and when: the whole of the waiting without any waiting. Not thread-safe; times are of one steady clock.</summary>
internal sealed class CallSchedule(QuotaConfig limits)
{
    /// <summary>Calls of one urgency that may wait for one API of one account: what is cosmetic can not fill the queue for the rest.</summary>
    public const int MostWaiting = 2_000;

    /// <summary>DingTalk's ban counts this long: a burst may go at once, as long as the average holds.</summary>
    public const int BanSeconds = 20;

    /// <summary>By leaving, not by answers: it keeps far from the ban, and no slow API may hold up the others. A second more than the ban counts, for what is on its way.</summary>
    private readonly CallWindow _process = new(limits.ProcessPerSecond * BanSeconds, TimeSpan.FromSeconds(BanSeconds + 1));
    private readonly Dictionary<(string Account, DingTalkCall Api), Lane> _lanes = [];
    private QuotaConfig _limits = limits;
    private TimeSpan _bannedUntil = TimeSpan.MinValue;
    private long _tickets;

    /// <summary>Other limits from now on.</summary>
    public void Use(QuotaConfig next)
    {
        _limits = next;
        _process.Use(next.ProcessPerSecond * BanSeconds);
        foreach (var lane in _lanes.Values) lane.Slots?.Use(next.ApiPerSecond);
    }

    public int Waiting => _lanes.Values.Sum(lane => lane.Count);

    public IEnumerable<(string Account, DingTalkCall Api, int Waiting)> WaitingByLane =>
        _lanes.Select(pair => (pair.Key.Account, pair.Key.Api, pair.Value.Count));

    /// <summary>How much longer nothing may leave on this lane; zero or less: it may.</summary>
    public TimeSpan PausedFor(string account, DingTalkCall api, TimeSpan now)
    {
        var until = Max(_bannedUntil, LaneOf(account, api).PausedUntil);
        return until == TimeSpan.MinValue ? TimeSpan.Zero : until - now;
    }

    /// <returns>Null: too many wait already.</returns>
    public CallTicket? Join(string account, DingTalkCall api, Urgency urgency)
    {
        var lane = LaneOf(account, api);
        if (lane.Of(urgency).Count >= MostWaiting) return null;
        var ticket = new CallTicket(++_tickets, account, api, urgency);
        lane.Of(urgency).AddLast(ticket);
        return ticket;
    }

    public bool Leave(CallTicket ticket) => LaneOf(ticket.Account, ticket.Api).Of(ticket.Urgency).Remove(ticket);

    /// <summary>Nothing leaves on this lane until then.</summary>
    public void Pause(string account, DingTalkCall api, TimeSpan until)
    {
        var lane = LaneOf(account, api);
        lane.PausedUntil = Max(lane.PausedUntil, until);
    }

    public void PauseAll(TimeSpan until) => _bannedUntil = Max(_bannedUntil, until);

    /// <summary>Everyone who waits where a pause is longer than callers are held.</summary>
    public IReadOnlyList<CallTicket> Strand(TimeSpan now, TimeSpan held)
    {
        var stranded = new List<CallTicket>();
        foreach (var ((account, api), lane) in _lanes)
            if (PausedFor(account, api, now) > held) stranded.AddRange(lane.Clear());
        return stranded;
    }

    /// <summary>The most urgent who may leave now, the longest waiting first; it has left the queue, and counts.</summary>
    /// <param name="now">The time.</param>
    /// <param name="wakeAt">When nobody may: the time to ask again; null when nobody waits.</param>
    public CallTicket? Next(TimeSpan now, out TimeSpan? wakeAt)
    {
        wakeAt = null;
        CallTicket? best = null;
        foreach (var lane in _lanes.Values)
        {
            if (lane.First is not { } first) continue;
            var at = Max(Max(_bannedUntil, lane.PausedUntil), Max(lane.FreeAt(first.Urgency), _process.FreeAt(first.Urgency)));
            if (at > now) wakeAt = wakeAt is { } earlier && earlier < at ? earlier : at;
            else if (best is null || first.GoesBefore(best)) best = first;
        }

        if (best is null) return null;
        var left = LaneOf(best.Account, best.Api);
        left.Of(best.Urgency).RemoveFirst();
        left.Slots?.Leave(best.Number, now);
        _process.Leave(now);
        return best;
    }

    /// <summary>A call that had left has its answer, whichever: until then, and for a second more, it counts.</summary>
    public void Answered(CallTicket ticket, TimeSpan now) => LaneOf(ticket.Account, ticket.Api).Slots?.Answered(ticket.Number, now);

    private Lane LaneOf(string account, DingTalkCall api)
    {
        if (!_lanes.TryGetValue((account, api), out var lane))
            // The session webhook is no OpenAPI: no page names a rate for it but the messages a minute, which the outbox keeps.
            _lanes.Add((account, api), lane = new Lane(api == DingTalkCall.Webhook ? null : new CallSlots(_limits.ApiPerSecond)));
        return lane;
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    /// <summary>One API of one account.</summary>
    private sealed class Lane(CallSlots? slots)
    {
        private readonly LinkedList<CallTicket>[] _queues = [new(), new(), new()];

        public CallSlots? Slots => slots;

        public TimeSpan PausedUntil { get; set; } = TimeSpan.MinValue;

        public int Count => _queues.Sum(queue => queue.Count);

        public CallTicket? First => _queues.FirstOrDefault(queue => queue.Count > 0)?.First!.Value;

        public LinkedList<CallTicket> Of(Urgency urgency) => _queues[(int)urgency];

        public TimeSpan FreeAt(Urgency urgency) => slots?.FreeAt(urgency) ?? TimeSpan.MinValue;

        public CallTicket[] Clear()
        {
            CallTicket[] all = [.. _queues.SelectMany(queue => queue)];
            foreach (var queue in _queues) queue.Clear();
            return all;
        }
    }
}

/// <summary>One call that waits.</summary>
internal sealed record CallTicket(long Number, string Account, DingTalkCall Api, Urgency Urgency)
{
    public bool GoesBefore(CallTicket other) => Urgency != other.Urgency ? Urgency < other.Urgency : Number < other.Number;
}
