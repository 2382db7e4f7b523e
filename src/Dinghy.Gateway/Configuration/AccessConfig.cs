namespace Dinghy.Gateway.Configuration;

/// <summary>Pairing is for private chats only: a list, and everyone whom an operator approves.</summary>
internal enum AccessPolicy { Open, Allowlist, Disabled, Pairing }

/// <summary>PicoClaw's order: mentioned, then <c>mention_only</c>, then prefixes (literal, case-sensitive, removed), else answer.</summary>
internal sealed record GroupTriggerConfig
{
    public bool MentionOnly { get; init; } = true;

    public IReadOnlyList<string> Prefixes { get; init; } = [];
}

/// <summary>What one group has otherwise than its robot; null: the same.</summary>
internal sealed record GroupConfig
{
    public bool Enabled { get; init; } = true;

    /// <summary>Who answers there; null leaves it to routing.</summary>
    public string? Agent { get; init; }

    /// <summary>Where that was written.</summary>
    public string AgentPath { get; init; } = "agent";

    /// <summary>The reader has already made an allow-list of it where only <see cref="AllowFrom"/> was written.</summary>
    public AccessPolicy? Policy { get; init; }

    public IReadOnlySet<string>? AllowFrom { get; init; }

    public bool? MentionOnly { get; init; }

    public IReadOnlyList<string>? Prefixes { get; init; }
}

/// <summary>What one person may say to one robot, whatever the chat; 0: no limit. Owners have none.</summary>
internal sealed record PersonLimits
{
    public int PerMinute { get; init; }

    /// <summary>By the calendar of this machine's time zone.</summary>
    public int PerDay { get; init; }

    public bool Any => PerMinute > 0 || PerDay > 0;
}

/// <summary>A sentence of ours that the operator may switch on, or word.</summary>
/// <param name="Said">Whether it is said at all.</param>
/// <param name="Text">Their words; null: ours, in the person's language.</param>
internal sealed record Wording(bool Said, string? Text = null)
{
    public static Wording Off { get; } = new(Said: false);

    public static Wording BuiltIn { get; } = new(Said: true);
}
