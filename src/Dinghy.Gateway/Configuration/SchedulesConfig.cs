namespace Dinghy.Gateway.Configuration;

/// <summary>What is due at times.</summary>
internal sealed record SchedulesConfig
{
    /// <summary>False: nothing runs, and nobody can make any.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>An IANA name; null: the machine's own, or Asia/Shanghai where that is UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>That one person may have on one account.</summary>
    public int MaxPerPerson { get; init; } = 20;

    /// <summary>Failures in a row after which one is tried no more.</summary>
    public int PauseAfter { get; init; } = 5;
}

/// <summary>An agent looks into its <c>HEARTBEAT.md</c> from time to time.</summary>
internal sealed record HeartbeatConfig
{
    public bool Enabled { get; init; }

    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Whose file; null: the default agent's.</summary>
    public string? Agent { get; init; }

    /// <summary>Staff id of who hears of it; null: the first owner.</summary>
    public string? To { get; init; }
}
