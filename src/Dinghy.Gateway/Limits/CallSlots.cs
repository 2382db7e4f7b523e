namespace Dinghy.Gateway.Limits;

/// <summary>
/// At most so many calls in any second, as the other side counts them: a call is counted somewhere between its leaving and its answer,
/// so its slot is free again a second after the answer. What the network delays can not pile up there. Pure; times are of one steady clock.
/// </summary>
internal sealed class CallSlots
{
    /// <summary>And a hair: two clocks measure it.</summary>
    private static readonly TimeSpan s_second = TimeSpan.FromMilliseconds(1_010);

    /// <summary>A call that hangs does not keep its slot for ever: by then it has long arrived.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    private (long Call, TimeSpan FreeAt)[] _slots;

    public CallSlots(int limit) => _slots = Free(limit);

    /// <summary>Another limit from now on; of calls that still count as many as there is room for, the latest first.</summary>
    public void Use(int limit)
    {
        if (limit == _slots.Length) return;
        var kept = _slots.OrderByDescending(slot => slot.FreeAt).Take(limit).ToArray();
        _slots = [.. kept, .. Free(limit - kept.Length)];
    }

    /// <summary>When a call may leave that keeps a share free for more urgent ones, if nothing is answered until then.</summary>
    public TimeSpan FreeAt(Urgency urgency)
    {
        var free = Array.ConvertAll(_slots, slot => slot.FreeAt);
        Array.Sort(free);
        return free[_slots.Length - CallWindow.Budget(_slots.Length, urgency)];
    }

    public void Leave(long call, TimeSpan now)
    {
        var longestFree = 0;
        for (var i = 1; i < _slots.Length; i++)
            if (_slots[i].FreeAt < _slots[longestFree].FreeAt) longestFree = i;
        _slots[longestFree] = (call, now + s_longest);
    }

    public void Answered(long call, TimeSpan now)
    {
        var slot = Array.FindIndex(_slots, slot => slot.Call == call);
        if (slot >= 0 && now + s_second < _slots[slot].FreeAt) _slots[slot].FreeAt = now + s_second;
    }

    private static (long, TimeSpan)[] Free(int count)
    {
        var slots = new (long, TimeSpan)[count];
        Array.Fill(slots, (0, TimeSpan.MinValue));
        return slots;
    }
}
