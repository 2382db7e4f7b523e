using Dinghy.DingTalk;

namespace Dinghy.Gateway.Configuration;

/// <summary>Everything the program was told, typed, checked and with its secrets resolved.</summary>
internal sealed record DinghyConfig
{
    /// <summary>The folder of the database, the token and the lock; absolute.</summary>
    public required string Home { get; init; }

    /// <summary>The file that was read; null when the environment alone was enough.</summary>
    public string? File { get; init; }

    /// <summary>Enabled robots. Empty is legal: the gateway starts and says that nothing is connected.</summary>
    public IReadOnlyList<AccountConfig> Accounts { get; init; } = [];

    public ModelsConfig Models { get; init; } = new();

    public AgentsConfig Agents { get; init; } = new();

    public ToolsConfig Tools { get; init; } = new();

    public RoutingConfig Routing { get; init; } = new();

    public SessionConfig Session { get; init; } = new();

    public InboxConfig Inbox { get; init; } = new();

    public GatewayConfig Gateway { get; init; } = new();

    public LogsConfig Logs { get; init; } = new();

    public QuotaConfig Quota { get; init; } = new();

    public AttachmentsConfig Attachments { get; init; } = new();

    public SchedulesConfig Schedules { get; init; } = new();

    public OpenAiDoorConfig OpenAiDoor { get; init; } = new();

    public ConsoleConfig Console { get; init; } = new();

    public BudgetsConfig Budgets { get; init; } = new();

    public WorkflowConfig Workflow { get; init; } = WorkflowConfig.Off;

    public ModerationConfig Moderation { get; init; } = new();

    public HeartbeatConfig Heartbeat { get; init; } = new();

    public MemoryConfig Memory { get; init; } = new();

    public KnowledgeConfig Knowledge { get; init; } = new();

    public RetentionConfig Retention { get; init; } = new();

    public TakeoverConfig Takeover { get; init; } = new();

    /// <summary>Staff ids of those who may do what only an operator may, and who are told of trouble.</summary>
    public IReadOnlySet<string> Owners { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary><c>auto</c> (script of the person's message), <c>zh</c> or <c>en</c>.</summary>
    public string Language { get; init; } = "auto";

    /// <summary>What was read, environment included: to tell which keys another configuration changes. It holds secrets, and is shown to nobody.</summary>
    public MapNode Written { get; init; } = MapNode.Empty("");
}

/// <summary>One robot: the keys of <c>channels.dingtalk</c>, overlaid by one entry of <c>accounts</c>.</summary>
internal sealed record AccountConfig
{
    /// <summary>The key in <c>accounts</c>; <c>main</c> where there is none.</summary>
    public string Id { get; init; } = "main";

    public string? BotName { get; init; }

    public required string ClientId { get; init; }

    public required Secret ClientSecret { get; init; }

    /// <summary>As configured, else the client id.</summary>
    public required string RobotCode { get; init; }

    public string? CorpId { get; init; }

    public string? AgentId { get; init; }

    /// <summary>How messages, events and presses arrive.</summary>
    public ReceiveMode Mode { get; init; } = ReceiveMode.Stream;

    public HttpConfig Http { get; init; } = new();

    /// <summary>Presses on its cards arrive: by the socket, or at an address that DingTalk knows.</summary>
    public bool HearsPresses => Mode != ReceiveMode.Http || Http.PublicUrl is not null;

    public AccessPolicy DmPolicy { get; init; } = AccessPolicy.Open;

    /// <summary>Staff ids; <c>*</c> means everyone on purpose.</summary>
    public IReadOnlySet<string> AllowFrom { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    public bool AllowExternal { get; init; }

    public AccessPolicy GroupPolicy { get; init; } = AccessPolicy.Open;

    /// <summary>Who may speak in groups when the policy is an allow-list; the reader has already fallen back to <see cref="AllowFrom"/>.</summary>
    public IReadOnlySet<string> GroupAllowFrom { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    public GroupTriggerConfig GroupTrigger { get; init; } = new();

    /// <summary>What one group has otherwise, by conversation id; <c>*</c>: every group that is not named.</summary>
    public IReadOnlyDictionary<string, GroupConfig> Groups { get; init; } = new Dictionary<string, GroupConfig>(StringComparer.Ordinal);

    /// <summary>Who answers what this robot hears, where no rule says otherwise; null leaves it to routing.</summary>
    public string? Agent { get; init; }

    /// <summary>Where that was written.</summary>
    public string AgentPath { get; init; } = "agent";

    public PersonLimits PersonLimits { get; init; } = new();

    /// <summary>What a refused person hears, once an hour at most.</summary>
    public Wording RefusalText { get; init; } = Wording.Off;

    /// <summary>The greeting at a first private message and in a new group.</summary>
    public Wording Welcome { get; init; } = Wording.Off;

    /// <summary>Who shares a memory; the reader has already put <c>session</c> and <c>memory_scope</c> together.</summary>
    public SessionScopes Session { get; init; } = new();

    public ReplyConfig Reply { get; init; } = new();

    /// <summary>Openly configured chat (openConversationId) to which the model's reasoning goes; null: nowhere.</summary>
    public string? ReasoningChannelId { get; init; }

    public RateLimitConfig RateLimit { get; init; } = new();

    /// <summary>Short answers that wait for the same conversation are sent as one message.</summary>
    public bool BatchResponses { get; init; } = true;

    /// <summary>DingTalk's events are subscribed, and who read or recalled the robot's messages is kept. Each event counts against the monthly pushes.</summary>
    public bool TrackRead { get; init; }

    /// <summary>A rule, the approvals or what is remembered of the directory needs DingTalk's events; filled in when all of the configuration is known.</summary>
    public bool UsesEvents { get; init; }

    /// <summary>Events are subscribed only where somebody needs them: each is paid for like a message.</summary>
    public bool WantsEvents => TrackRead || UsesEvents;

    /// <summary>Buttons that stand under every answer of this robot; null: none.</summary>
    public ResponseFormatConfig? ResponseFormat { get; init; }

    public DingTalkEndpoints Endpoints { get; init; } = DingTalkEndpoints.Default;
}

internal sealed record InboxConfig
{
    /// <summary>What a restart finds older than this is not answered any more.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How many messages may wait in one conversation before the next is answered "busy".</summary>
    public int MaxWaiting { get; init; } = 100;
}

internal sealed record GatewayConfig
{
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>0 takes a free one.</summary>
    public int Port { get; init; } = 18790;
}

/// <summary>A value that never prints itself.</summary>
internal sealed class Secret(string value)
{
    public string Reveal() => value;

    public override string ToString() => "***";
}
