using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Dinghy.Emulator;

/// <summary>The emulated DingTalk's state, and the way to play its people, its operators and its bad days. Safe for concurrent use.</summary>
public sealed partial class DingTalkWorld
{
    private readonly ILogger _logger;
    private readonly Ring<BotMessage> _botMessages;
    private readonly Ring<RequestRecord> _requests;
    private readonly Pulse _botSpoke = new();
    private readonly bool _isSeeded;
    private int _badFrames;

    internal DingTalkWorld(EmulatorOptions options, ILogger logger)
    {
        if (options.Apps.Count == 0) throw new ArgumentException("At least one app is needed.", nameof(options));
        Options = options;
        _logger = logger;
        _botMessages = new(options.HistoryLimit, () => Log.HistoryFull(logger, "robot messages", options.HistoryLimit));
        _requests = new(options.HistoryLimit, () => Log.HistoryFull(logger, "requests", options.HistoryLimit));
        Tickets = new(options);
        Sessions = new(options, logger);
        Tokens = new(options);
        Connections = new(options);
        Feed = new(options, logger);
        Media = new(options, logger);
        Downloads = new(options, logger);
        CardStore = new(options, logger);
        Quota = new(options);
        GroupPace = new(options);
        _sent = new(options.HistoryLimit, () => Log.HistoryFull(logger, "sent messages", options.HistoryLimit));
        _reactions = new(options.HistoryLimit, () => Log.HistoryFull(logger, "reactions", options.HistoryLimit));
        Notices = new(options, logger);
        _approvals = new(options.HistoryLimit, () => Log.HistoryFull(logger, "approvals", options.HistoryLimit));
        _said = new(options.HistoryLimit, () => Log.HistoryFull(logger, "people's messages", options.HistoryLimit));
        Postman = new(options, Faults, logger) { Answered = OnRobotAnswer };
        Pushes = new(options, Connections, Faults, logger) { Settled = OnSettled, RoadOf = Postman.RoadOf };
        Faults.ActAtOnce = Act;
        Seed();
        _isSeeded = true;
    }

    /// <summary>What can be switched to go wrong.</summary>
    public FaultSwitches Faults { get; } = new();

    /// <summary>Everyone there is.</summary>
    public IReadOnlyList<Person> People => Addresses.People;

    /// <summary>All groups.</summary>
    public IReadOnlyList<Group> Groups => Addresses.Groups;

    /// <summary>Up frames that were no acknowledgement, or belong to no delivery of their socket.</summary>
    public int IgnoredFrames => Volatile.Read(ref _badFrames) + Pushes.StrayAcks;

    /// <summary>Tells a page that the emulator was restarted.</summary>
    internal string RunId { get; } = Ids.Hex32();
    internal EmulatorOptions Options { get; }
    internal AddressBook Addresses { get; } = new();
    internal Tickets Tickets { get; }
    internal WebhookSessions Sessions { get; }
    internal AccessTokens Tokens { get; }
    internal Connections Connections { get; }
    internal Pushes Pushes { get; }
    internal Feed Feed { get; }
    internal MediaStore Media { get; }
    internal DownloadLinks Downloads { get; }
    internal GroupPace GroupPace { get; }

    /// <summary>Adds a person, or changes the one with this staff id.</summary>
    public Person AddPerson(string staffId, string nick, bool external = false, bool admin = false)
    {
        var known = Addresses.Person(staffId) is not null;
        var person = Addresses.Add(new Person(staffId, nick, external, admin));
        if (!external) TellOfPerson(known ? "user_modify_org" : "user_add_org", staffId);
        return person;
    }

    /// <summary>Somebody leaves the organisation, and applications hear of it (user_leave_org). False: unknown.</summary>
    public bool RemovePerson(string staffId)
    {
        if (!Addresses.Remove(staffId)) return false;
        TellOfPerson("user_leave_org", staffId);
        return true;
    }

    /// <summary>Adds a group of these people; its id is the same in every run for the same order and title.</summary>
    public Group AddGroup(string title, params IReadOnlyList<string> members) => Addresses.Add(title, members);

    /// <summary>The conversation of a robot with one person.</summary>
    public string PrivateConversation(string staffId, string? clientId = null) => AddressBook.PrivateChat(App(clientId), Known(staffId));

    /// <summary>Pushes a frame made by hand; its acknowledgement is tracked like any other.</summary>
    public PushRecord Push(RawPush push)
    {
        ArgumentNullException.ThrowIfNull(push);
        var app = App(push.ClientId);
        if (!Quota.IsFree(push.Type, push.Headers.GetValueOrDefault("eventType"))) Quota.TryPush();
        var started = Pushes.Start(app, push.Data is { } data ? IdIn(data) : "", push.Type, push.Topic, push.Data, EventHeaders(app, push));
        return Pushes.Find(started.Seq) ?? started.Record;
    }

    /// <summary>Sends bytes as one text frame, whatever they are. False when no socket is there.</summary>
    public bool SendRaw(ReadOnlyMemory<byte> frame, string? clientId = null) => Connections.ChooseAny(App(clientId))?.TrySend(frame) ?? false;

    /// <summary>Pushes a message again, now, with the same msgId and a new frame id; <c>null</c> when unknown.</summary>
    public PushRecord? Redeliver(string msgId) => Pushes.Redeliver(msgId);

    /// <summary>A session webhook for a conversation, for messages made by hand.</summary>
    public Uri OpenWebhook(string conversationId, string? msgId = null, string? clientId = null) =>
        Sessions.Open(App(clientId), conversationId, msgId, Options.Time.GetUtcNow()).Url;

    /// <summary>Forgets messages, cards, pushes, requests, page events and the quota's counters, and clears all faults. People, groups, tokens and connections stay.</summary>
    public void Reset()
    {
        Faults.Clear();
        Pushes.Clear();
        _botMessages.Clear();
        _requests.Clear();
        Feed.Clear();
        _said.Clear();
        CardStore.Clear();
        Quota.Reset();
        Postman.Clear();
        _sent.Clear();
        _approvals.Clear();
        _reactions.Clear();
        Notices.Clear();
    }

    internal EmulatedApp App(string? clientId) => clientId is null
        ? Options.Apps[0]
        : FindApp(clientId) ?? throw new ArgumentException($"There is no app '{clientId}'.", nameof(clientId));

    internal EmulatedApp? FindApp(string? clientId) => Apps.FirstOrDefault(a => a.ClientId == clientId);

    internal void CountBadFrame() => Interlocked.Increment(ref _badFrames);

    private static readonly Dictionary<string, string> NoHeaders = [];

    private Person Known(string staffId) => Addresses.Person(staffId) ?? throw new ArgumentException($"There is no person '{staffId}'.", nameof(staffId));

    private Dictionary<string, string> EventHeaders(EmulatedApp app, RawPush push)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        if (push.Type == StreamTopics.Event)
        {
            headers["eventId"] = Ids.Hex32();
            headers["eventCorpId"] = app.CorpId;
            headers["eventBornTime"] = Options.Time.GetUtcNow().ToUnixTimeMilliseconds().ToString();
            headers["eventUnifiedAppId"] = Ids.AppId(app);
        }

        foreach (var (name, value) in push.Headers) headers[name] = value;
        return headers;
    }

    private static string IdIn(string data)
    {
        try
        {
            using var document = JsonDocument.Parse(data);
            return document.RootElement.Text("msgId") ?? "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private void OnSettled(PushRecord push) => Feed.Add("push", e => e with { MsgId = push.MsgId, ClientId = push.ClientId, State = push.State.ToString().ToLowerInvariant() });

    private void Act(Fault fault)
    {
        Log.FaultSet(_logger, fault.Kind, fault.Times, fault.Api);
        switch (fault.Kind)
        {
            case FaultKind.RefuseToken: Tokens.Revoke(fault.ClientId); return;
            case FaultKind.ExpireWebhook: Sessions.Expire(fault.Target); return;
            default: break;
        }

        foreach (var connection in Connections.Live)
        {
            if (fault.ClientId is { } client && client != connection.App.ClientId) continue;
            if (fault.Target is { } target && target != connection.Id) continue;
            Break(connection, fault);
        }
    }

    internal static void Break(StreamConnection connection, Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.Drop: connection.Drop(); break;
            case FaultKind.HalfOpen: connection.GoSilent(); break;
            case FaultKind.Disconnect: connection.Leave(fault.Message ?? "persistent connection is timeout"); break;
            case FaultKind.Close1006: connection.End(); break;
            default: break;
        }
    }
}
