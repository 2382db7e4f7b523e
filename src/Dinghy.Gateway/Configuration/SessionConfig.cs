namespace Dinghy.Gateway.Configuration;

/// <summary>Whose memory.</summary>
internal sealed record SessionConfig
{
    public SessionScopes Scopes { get; init; } = new();

    public ResetConfig Reset { get; init; } = new();
}

/// <summary>Who shares a conversation on one account, and what a message does there while another is answered.</summary>
internal sealed record SessionScopes(DmScope Dm = DmScope.User, GroupScope Group = GroupScope.Group)
{
    public QueueMode Queue { get; init; }
}

/// <summary>Main: all private chats of one account share one memory.</summary>
internal enum DmScope { User, Main }

/// <summary>GroupUser: in a group, too, everybody has a memory of their own.</summary>
internal enum GroupScope { Group, GroupUser }

/// <summary>When a conversation begins anew by itself; usually never.</summary>
internal sealed record ResetConfig
{
    /// <summary>After so long without a message; null: never.</summary>
    public TimeSpan? Idle { get; init; }

    /// <summary>Every day at this hour of this machine's time, 0 to 23; null: never.</summary>
    public int? DailyHour { get; init; }
}
