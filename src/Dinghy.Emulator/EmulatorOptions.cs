using Microsoft.Extensions.Logging;

namespace Dinghy.Emulator;

/// <summary>How the emulated DingTalk behaves. Every figure without a source in DingTalk's pages is listed in docs/emulator.md.</summary>
public sealed record EmulatorOptions
{
    /// <summary>TCP port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The applications (robots) that exist. The first is meant where none is named.</summary>
    public IReadOnlyList<EmulatedApp> Apps { get; init; } = [new()];

    /// <summary>The WebSocket address that <c>connections/open</c> hands out instead of our own, e.g. <c>wss://proxy:443/connect</c>.</summary>
    public Uri? AdvertisedEndpoint { get; init; }

    /// <summary>The base of the session webhooks instead of our own address.</summary>
    public Uri? AdvertisedOApi { get; init; }

    /// <summary>A push that is not acknowledged within this time has failed. DingTalk: 3 s.</summary>
    public TimeSpan AckDeadline { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long after a push an unacknowledged robot message is pushed again; <c>null</c>: never.</summary>
    public TimeSpan? RobotRedeliverAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many times a robot message is pushed again.</summary>
    public int RobotRedeliveries { get; init; } = 1;

    /// <summary>The waits between the pushes of an unacknowledged EVENT.</summary>
    public IReadOnlyList<TimeSpan> EventRedeliverAfter { get; init; } = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)];

    /// <summary>Period of the SYSTEM ping; three unanswered ones drop the connection.</summary>
    public TimeSpan SystemPingEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A message or event that is posted by HTTP and not answered within this time has failed. DingTalk: 2.5 s.</summary>
    public TimeSpan CallbackDeadline { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>From the disconnect frame to the end of the TCP connection.</summary>
    public TimeSpan DisconnectGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Life of a connection ticket.</summary>
    public TimeSpan TicketLife { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Life of a session webhook.</summary>
    public TimeSpan WebhookLife { get; init; } = TimeSpan.FromMinutes(90);

    /// <summary>Life of an access token.</summary>
    public TimeSpan TokenLife { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How long a person may take to scan a code that makes an application. DingTalk's clients take 7200 s where none is told.</summary>
    public TimeSpan RegistrationLife { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How long the first step of it is good.</summary>
    public TimeSpan RegistrationNonceLife { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often to ask whether it was scanned. DingTalk's clients take 3 s where none is told.</summary>
    public TimeSpan RegistrationInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the download code of a file that a person sent is good.</summary>
    public TimeSpan DownloadCodeLife { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How long the address is good that a download code was exchanged for.</summary>
    public TimeSpan DownloadLinkLife { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Card templates beside the public ones of <see cref="CardTemplate.Known"/>.</summary>
    public IReadOnlyList<CardTemplate> CardTemplates { get; init; } = [];

    /// <summary>A press that is not answered within this time has failed. DingTalk: 2 s.</summary>
    public TimeSpan CardCallbackDeadline { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Bytes of one streamed content, and of one cardParamMap; 0 switches the limit off.</summary>
    public int CardContentLimit { get; init; } = 100 * 1024;

    /// <summary>Bytes of files held in memory; the oldest leave first.</summary>
    public long MediaLimit { get; init; } = 512L * 1024 * 1024;

    /// <summary>Token, rate and permission errors of <c>/media/upload</c> come as a text under errcode 88 instead of plainly: no page says which.</summary>
    public bool WrapLegacyErrors { get; init; }

    /// <summary>The directory answers as some of DingTalk's pages print it: numbers and flags as texts, <c>errcode</c> as "0", lists of ids as text, a list of one as that one.</summary>
    public bool LegacyQuirks { get; init; }

    /// <summary>The departments that applications may see; others are 50004. <c>null</c>: all.</summary>
    public IReadOnlyCollection<long>? VisibleDepartments { get; init; }

    /// <summary>Drives every choice (which connection gets a push). Identifiers are unique across runs and do not depend on it.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Calls a second per application and robot API; 0 switches the limit off.</summary>
    public int ApiQps { get; init; } = 20;

    /// <summary>Messages a minute of a robot in one group, by webhook or OpenAPI; 0: no limit. DingTalk prints 20 for custom robots.</summary>
    public int RobotMessagesPerMinute { get; init; }

    /// <summary>How long a robot that exceeds them is blocked in that group. DingTalk, of custom robots: 10 min.</summary>
    public TimeSpan RobotBlockedFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Calls of one address in 20 seconds, of whatever API, after which it is barred; 0: no limit. DingTalk: 10 000.</summary>
    public int IpCallsPer20Seconds { get; init; }

    /// <summary>How long an address is barred. DingTalk: 5 min.</summary>
    public TimeSpan IpBanFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The organisation's metered API calls a month; <c>null</c>: no limit. DingTalk's standard edition: 5 000.</summary>
    public long? MonthlyApiCalls { get; init; }

    /// <summary>The organisation's Stream pushes a month; <c>null</c>: no limit. DingTalk's standard edition: 3 000.</summary>
    public long? MonthlyPushes { get; init; }

    /// <summary>Work notices of one application to one person a day. DingTalk: 500.</summary>
    public int NoticesPerPersonAndDay { get; init; } = 500;

    /// <summary>How many messages, pushes, webhooks, requests and page events are remembered, each; the oldest leave first.</summary>
    public int HistoryLimit { get; init; } = 100_000;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where logs go; <c>null</c>: nowhere.</summary>
    public ILoggerFactory? Logging { get; init; }
}

/// <summary>An application with a robot.</summary>
public sealed record EmulatedApp
{
    private readonly string? _robotCode;

    /// <summary>Also called appKey.</summary>
    public string ClientId { get; init; } = "dingemulator0001";

    /// <summary>Also called appSecret.</summary>
    public string ClientSecret { get; init; } = "emulator-secret-0001";

    /// <summary>Equal to <see cref="ClientId"/> unless set.</summary>
    public string RobotCode { get => _robotCode ?? ClientId; init => _robotCode = value; }

    /// <summary>The organisation.</summary>
    public string CorpId { get; init; } = "dingcorp0001";

    /// <summary>The application's number, which work notices are sent by.</summary>
    public long AgentId { get; init; } = 4000000001;

    /// <summary>The robot's name in chats.</summary>
    public string Name { get; init; } = "Dinghy";

    /// <summary><c>false</c>: the robot receives by HTTP, so <c>connections/open</c> answers 400 systemError.</summary>
    public bool StreamMode { get; init; } = true;

    /// <summary>Where it receives by HTTP; <c>null</c>: nowhere. <see cref="DingTalkWorld.SetCallbacks"/> changes it.</summary>
    public HttpCallbacks? Http { get; init; }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"EmulatedApp {ClientId} ({Name})";
}
