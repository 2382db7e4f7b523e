namespace Dinghy.Gateway.Configuration;

/// <summary>DingTalk's rule of so many messages a minute.</summary>
internal sealed record RateLimitConfig
{
    /// <summary>0: no limit.</summary>
    public int MessagesPerMinute { get; init; } = 20;

    public RateScope Scope { get; init; } = RateScope.Group;
}

/// <summary>Group: each group for itself, private chats do not count. Conversation: each group and each private chat. Robot: all together.</summary>
internal enum RateScope { Group, Conversation, Robot }

/// <summary>What DingTalk allows the organisation's application.</summary>
internal sealed record QuotaConfig
{
    /// <summary>Metered API calls a month; 0: no limit.</summary>
    public int MonthlyCalls { get; init; } = 5_000;

    /// <summary>Stream and webhook pushes a month; 0: no limit.</summary>
    public int MonthlyPushes { get; init; } = 3_000;

    /// <summary>Calls a second for each API of one application.</summary>
    public int ApiPerSecond { get; init; } = 20;

    /// <summary>Calls a second towards DingTalk in all, on the average of 20 seconds: its ban comes at 10,000 in that time from one address.</summary>
    public int ProcessPerSecond { get; init; } = 400;
}

/// <summary>What people send besides words.</summary>
internal sealed record AttachmentsConfig
{
    /// <summary>Bytes of one file.</summary>
    public long MaxBytes { get; init; } = 20L * 1024 * 1024;

    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Bytes of all files that are kept; the oldest go first.</summary>
    public long MaxTotalBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Characters of file text that one message brings to the model.</summary>
    public int TextChars { get; init; } = 40_000;

    /// <summary>One file's whole transfer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Buttons under an answer, as OpenClaw's HTTP-mode page prints them (<c>dingtalk_action_card</c>).</summary>
internal sealed record ResponseFormatConfig
{
    /// <summary>Side by side (<c>btn_orientation</c> 1) or one below the other (0).</summary>
    public bool Horizontal { get; init; }

    /// <summary>1 to 10.</summary>
    public IReadOnlyList<ButtonConfig> Buttons { get; init; } = [];
}

/// <param name="Title">What the button says.</param>
/// <param name="ActionUrl">Passed to DingTalk unchanged.</param>
internal sealed record ButtonConfig(string Title, string ActionUrl);
