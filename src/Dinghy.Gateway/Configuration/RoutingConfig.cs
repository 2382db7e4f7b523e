namespace Dinghy.Gateway.Configuration;

/// <summary>Which agent answers whom. The most specific rule that fits decides; docs/routing.md has the order.</summary>
internal sealed record RoutingConfig
{
    /// <summary>In the order written: first <c>routing</c>, then other programs' rules, then what groups and robots say of their agent.</summary>
    public IReadOnlyList<RouteRule> Rules { get; init; } = [];

    /// <summary>Answers what no rule fits.</summary>
    public string DefaultAgent { get; init; } = AgentConfig.DefaultId;
}

/// <summary>All conditions that are not null must hold.</summary>
/// <param name="Path">Where it stands, for people.</param>
/// <param name="Agent">Who answers; known to exist. Empty: nobody, the event is for a webhook alone.</param>
internal sealed record RouteRule(string Path, string Agent)
{
    public const string Any = "*";

    /// <summary>A staff id.</summary>
    public string? Person { get; init; }

    /// <summary>An openConversationId; <see cref="Any"/>: every group.</summary>
    public string? Conversation { get; init; }

    /// <summary>A role's name or id.</summary>
    public string? Role { get; init; }

    /// <summary>A department's id; its sub-departments are meant too.</summary>
    public long? Department { get; init; }

    /// <summary>An account's id; <see cref="Any"/>: each.</summary>
    public string? Account { get; init; }

    public ChatKind? Chat { get; init; }

    /// <summary>Whether the robot was mentioned.</summary>
    public bool? Mentioned { get; init; }

    /// <summary>The kind of an event, such as <c>bpms_instance_change</c>. Null: messages alone are meant.</summary>
    public string? Event { get; init; }

    /// <summary>Where such an event is sent besides; the operator's own, so it may be an address inside the company.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>Signs what is sent there.</summary>
    public Secret? WebhookSecret { get; init; }

    /// <summary>Who hears what the agent says of an event: a staff id or a group's id. Null: the group it happened in, else the first owner.</summary>
    public string? To { get; init; }
}

internal enum ChatKind { Dm, Group }
