namespace Dinghy.Emulator;

/// <summary>What the organisation used of its monthly allowances. A month is one of Beijing's calendar; all applications share one allowance.</summary>
public sealed class Quota
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Dictionary<string, long> _byApi = new(StringComparer.Ordinal);
    private int _month;
    private long _calls;
    private long _pushes;

    internal Quota(EmulatorOptions options) => (_time, ApiLimit, PushLimit) = (options.Time, options.MonthlyApiCalls, options.MonthlyPushes);

    /// <summary>Metered API calls a month; beyond it they hear 403 ApiCountLimitForOrg, or 90020. <c>null</c>: no limit.</summary>
    public long? ApiLimit { get; set; }

    /// <summary>Stream pushes a month; beyond it messages come without text, with errorCode 20001. <c>null</c>: no limit.</summary>
    public long? PushLimit { get; set; }

    /// <summary>Metered calls this month. Token, connection, session webhook and refused-for-rate calls are not metered.</summary>
    public long ApiCalls { get { lock (_gate) { Turn(); return _calls; } } }

    /// <summary>Metered pushes this month: messages, presses, and events other than those of contacts; each once, however often delivered.</summary>
    public long Pushes { get { lock (_gate) { Turn(); return _pushes; } } }

    /// <summary>Metered calls this month, by the names that fault switches use.</summary>
    public IReadOnlyDictionary<string, long> ByApi { get { lock (_gate) { Turn(); return new Dictionary<string, long>(_byApi, StringComparer.Ordinal); } } }

    /// <summary>Counts from nought again.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _calls = _pushes = 0;
            _byApi.Clear();
        }
    }

    internal bool TryCall(string api)
    {
        lock (_gate)
        {
            Turn();
            if (_calls >= ApiLimit) return false;
            _calls++;
            _byApi[api] = _byApi.GetValueOrDefault(api) + 1;
            return true;
        }
    }

    internal bool TryPush()
    {
        lock (_gate)
        {
            Turn();
            if (_pushes >= PushLimit) return false;
            _pushes++;
            return true;
        }
    }

    /// <summary>Contact events are free.</summary>
    internal static bool IsFree(string type, string? eventType) => type == StreamTopics.System
        || (type == StreamTopics.Event && eventType is not null && (eventType.StartsWith("user_", StringComparison.Ordinal) || eventType.StartsWith("org_", StringComparison.Ordinal) || eventType == "label_user_change"));

    private void Turn()
    {
        var now = _time.GetUtcNow().ToOffset(TimeSpan.FromHours(8));
        var month = (now.Year * 12) + now.Month;
        if (_month != month) Reset();
        _month = month;
    }
}
