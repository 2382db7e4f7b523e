using Dinghy.DingTalk;
using Dinghy.DingTalk.OpenApi;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Gateway.Doctor;

/// <summary>What was seen of one robot: each step of its way to a person's card, and how DingTalk answered it.</summary>
/// <param name="Account">Whose.</param>
internal sealed record RobotVisit(AccountConfig Account)
{
    public bool Offline { get; init; }

    /// <summary>The proxy on the way, without its user name and password.</summary>
    public string? Proxy { get; init; }

    /// <summary>Asking for an access token; null: not asked.</summary>
    public Step? Token { get; init; }

    /// <summary>Which half of a refused pair is wrong.</summary>
    public CredentialVerdict Wrong { get; init; }

    /// <summary>DingTalk's clock minus ours.</summary>
    public TimeSpan? ClockAhead { get; init; }

    /// <summary>A rule of routing asks for departments of people who write to this robot.</summary>
    public bool NeedsDepartments { get; init; }

    /// <summary>A rule asks for their roles.</summary>
    public bool NeedsRoles { get; init; }

    /// <summary>Asking the directory for departments; null: not needed, or not reached.</summary>
    public Step? Departments { get; init; }

    /// <summary>Asking it for members.</summary>
    public Step? Members { get; init; }

    /// <summary>Asking for a ticket.</summary>
    public Step? Open { get; init; }

    /// <summary>Knocking at the socket's host.</summary>
    public Step? Socket { get; init; }

    /// <summary>HTTP mode: what the running gateway says of its listener; null: none runs, or it hears only the socket.</summary>
    public WebhookSeen? Webhook { get; init; }

    /// <summary>Knocking at <c>http.public_url</c>: the answer's status, 0 without one; null: not knocked.</summary>
    public int? PublicStatus { get; init; }

    /// <summary>Knocking at DingTalk's other host; null: not knocked.</summary>
    public Step? OApi { get; init; }

    /// <summary>Whoever runs on this home; null: nobody.</summary>
    public GatewaySeen? Gateway { get; init; }

    /// <summary>What it says of this robot; null: nothing.</summary>
    public ChannelSeen? Channel => Gateway?.Channels.FirstOrDefault(channel => channel.Account == Account.Id);

    /// <summary>Other gateways on this machine that are this robot.</summary>
    public IReadOnlyList<Rival> Rivals { get; init; } = [];

    /// <summary>Of the last day.</summary>
    public IReadOnlyList<LateMessage> LateMessages { get; init; } = [];

    /// <summary>The configuration names owners.</summary>
    public bool HasOwners { get; init; }

    /// <summary>Staff ids of its lists.</summary>
    public IReadOnlyList<string> NamedPeople { get; init; } = [];

    /// <summary>Those that the directory does not know; null: not asked.</summary>
    public IReadOnlyList<string>? Strangers { get; init; }

    /// <summary>Why the directory could not be asked for all of them.</summary>
    public string? PeopleUnread { get; init; }

    /// <summary>A file that somebody sent; null: there is none, or it was not fetched.</summary>
    public DownloadTrial? Download { get; init; }

    /// <summary>A message to whom <c>--card</c> names.</summary>
    public Step? Send { get; init; }

    public CardTrial? Card { get; init; }

    /// <summary>Calls of the month's allowance that were made.</summary>
    public IReadOnlyList<DingTalkCall> MeteredCalls { get; init; } = [];

    /// <summary>Every step that was taken, in order.</summary>
    public IEnumerable<Step> Steps => new[] { Token, Departments, Members, OApi, Open, Socket, Send, Card?.Make, Card?.Write, Card?.Finish, Card?.Change, Download?.Address }.OfType<Step>();
}

/// <summary>A card's life; null: not reached.</summary>
internal sealed record CardTrial(string OutTrackId)
{
    public Step? Make { get; init; }

    public Step? Write { get; init; }

    public Step? Finish { get; init; }

    public Step? Change { get; init; }
}

/// <summary>One call, or what came of it.</summary>
/// <param name="Fault">Null: it worked.</param>
/// <param name="Saw">What is worth telling of one that worked.</param>
internal sealed record Step(DingTalkApiException? Fault, string? Saw = null)
{
    public bool Worked => Fault is null;

    public bool Is(DingTalkFault fault) => Fault?.Fault == fault;

    /// <summary>For the operator: the code, DingTalk's words, its id of the call.</summary>
    public string Told => Fault is not { } fault ? Saw ?? ""
        : $"{(fault.Message.StartsWith(fault.Code, StringComparison.Ordinal) ? "" : $"{fault.Code}: ")}{fault.Message}"
        + (fault.Status is { } status ? $", HTTP {(int)status}" : "") + (fault.RequestId is { } id ? $", request {id}" : "");

    public static async Task<Step> TakeAsync(Func<Task<string?>> call)
    {
        try
        {
            return new(Fault: null, await call());
        }
        catch (DingTalkApiException e)
        {
            return new(e);
        }
    }

    public static Task<Step> TakeAsync(Func<Task> call) => TakeAsync(async () =>
    {
        await call();
        return null;
    });
}
