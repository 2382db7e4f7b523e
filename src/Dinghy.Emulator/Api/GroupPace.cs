namespace Dinghy.Emulator;

/// <summary>A robot's messages a minute in one group; who exceeds them is blocked there for a while.</summary>
internal sealed class GroupPace(EmulatorOptions options)
{
    private const int MaxGroups = 10_000;
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string ClientId, string Group), (Queue<long> Sent, DateTimeOffset BlockedUntil)> _groups = [];

    public bool TryTake(EmulatedApp app, string conversationId)
    {
        if (options.RobotMessagesPerMinute <= 0) return true;
        lock (_gate)
        {
            if (_groups.Count >= MaxGroups) _groups.Clear();
            var key = (app.ClientId, conversationId);
            var (sent, blockedUntil) = _groups.TryGetValue(key, out var found) ? found : (new Queue<long>(), default);
            if (options.Time.GetUtcNow() < blockedUntil) return false;
            while (sent.TryPeek(out var first) && options.Time.GetElapsedTime(first) >= s_minute) sent.Dequeue();
            var granted = sent.Count < options.RobotMessagesPerMinute;
            if (granted) sent.Enqueue(options.Time.GetTimestamp());
            _groups[key] = (sent, granted ? default : options.Time.GetUtcNow() + options.RobotBlockedFor);
            return granted;
        }
    }
}
