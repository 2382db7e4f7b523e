using Dinghy.DingTalk;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Outbox.Files;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox;

/// <summary>How one account's messages travel: which roads a turn has, and one attempt on one of them.</summary>
internal sealed class AccountRoads(AccountConfig account, SessionWebhookClient webhooks, RobotApi robots, TimeProvider time, CallGate? gate = null)
{
    /// <summary>What a card's buttons must leave for its text, in bytes.</summary>
    private const int RoomForText = 3_000;

    private readonly CallGate _gate = gate ?? CallGate.Open;

    public AccountConfig Account => account;

    public ReplyConfig Reply => account.Reply;

    /// <summary>Null: this account sends no files.</summary>
    public FileMessages? Files { get; init; }

    /// <summary>
    /// The robot that had this account before, while the gateway ran; null: none. An answer to its message that can not go by the webhook goes by its keys:
    /// to another organisation's robot the same staff id is another person.
    /// </summary>
    public AccountRoads? Before { get; init; }

    /// <summary>Knows whether this account's robot may write to whom it is asked to; null: nothing is known of others.</summary>
    public RobotBook? Robots { get; init; }

    /// <summary>Null: it shows no reactions.</summary>
    public Reactions? Reactions { get; init; }

    /// <summary>Best first. Empty: this message can not be answered any more.</summary>
    public IReadOnlyList<Road> For(RobotMessage to)
    {
        var roads = new List<Road>(2);
        if (to.Webhook is { } webhook && webhook.ExpiresAt > time.GetUtcNow()) roads.Add(Road.Webhook);
        if (to.Kind == ConversationKind.Group || to.Sender is not null) roads.Add(Road.OpenApi);
        return roads;
    }

    /// <summary>The same, and what only this reply has.</summary>
    public IReadOnlyList<Road> For(Reply reply)
    {
        if (reply.Extras.To is not null || reply.Extras.Target is not null) return [Road.OpenApi];
        var roads = For(reply.Turn.Message);
        var file = reply.Extras.File is not null || reply.Extras.AsFile;
        return file && Files is not null && reply.PartsDone == 0 && roads.Contains(Road.OpenApi) ? [Road.File, .. roads] : roads;
    }

    /// <summary>Whether a message fits the road's own limit, whatever <c>part_chars</c> allows.</summary>
    public static bool Fits(Road road, RobotOutMessage message) => RobotApi.MeasureParam(Measurable(message)) <= Limit(road);

    /// <summary>Whether a card's buttons leave room for what it has to say.</summary>
    public static bool LeavesRoom(Road road, RobotActionCard card) => RobotApi.MeasureParam(Measurable(card)) <= Limit(road) - RoomForText;

    public async Task<SendResult> SendAsync(Reply reply, Part part, ReplyText text, CancellationToken ct)
    {
        if (part.Road != Road.Webhook && reply.Extras.To is null && Stranger(reply.Turn) is { } refused) return refused;
        if (reply.Extras.Target is { } target) return await SendToAsync(reply.Turn.Message, target, text.Message(part), ct);
        if (part.Road == Road.File) return await SendFileAsync(reply, ct);
        return await SendAsync(reply.Turn.Message, part.Road, text.Message(part), ct, reply.Extras.To);
    }

    /// <param name="to">The message it answers.</param>
    /// <param name="road">Webhook or OpenAPI.</param>
    /// <param name="message">Fits the road.</param>
    /// <param name="ct">Cuts it: it is in doubt then.</param>
    /// <param name="elsewhere">A group instead of where the message came from.</param>
    public async Task<SendResult> SendAsync(RobotMessage to, Road road, RobotOutMessage message, CancellationToken ct, string? elsewhere = null)
    {
        try
        {
            return SendResult.Delivered(await AttemptAsync(to, road, message, elsewhere, ct));
        }
        catch (DingTalkApiException e)
        {
            return SendResult.Of(e);
        }
    }

    /// <summary>To others than whoever asked. Some of several people may be left out: that is told with the receipt.</summary>
    private async Task<SendResult> SendToAsync(RobotMessage asked, ReplyTarget target, RobotOutMessage message, CancellationToken ct)
    {
        if (BeforeFor(asked) is { } before) return await before.SendToAsync(asked, target, message, ct);
        return await SendToAsync(target, message, ct);
    }

    /// <inheritdoc cref="SendToAsync(RobotMessage, ReplyTarget, RobotOutMessage, CancellationToken)"/>
    public async Task<SendResult> SendToAsync(ReplyTarget target, RobotOutMessage message, CancellationToken ct)
    {
        try
        {
            var receipt = await _gate.RunAsync(account.Id, DingTalkCall.RobotSend, Urgency.Usual, sending => target.Group is { } group
                ? robots.SendToGroupAsync(new ConversationId(group), message, sending)
                : robots.SendToPeopleAsync([.. target.People.Select(id => new StaffId(id))], message, sending), ct);
            return SendResult.Delivered(receipt.ProcessQueryKey) with { Error = MissedPeople.Write(receipt.Unknown.Select(id => id.Value), receipt.HeldBack.Select(id => id.Value)) };
        }
        catch (DingTalkApiException e)
        {
            return SendResult.Of(e);
        }
    }

    private async Task<SendResult> SendFileAsync(Reply reply, CancellationToken ct)
    {
        RobotOutMessage message;
        try
        {
            message = await Files!.MakeAsync(reply, ct);
        }
        catch (DingTalkApiException e)
        {
            // Whatever became of the upload, nobody has seen anything of it yet.
            var result = SendResult.Of(e);
            return result.Kind == SendKind.InDoubt ? new SendResult(SendKind.Refused, null, e.Code) : result;
        }

        var sent = await SendAsync(reply.Turn.Message, Road.OpenApi, message, ct);
        if (sent is { Kind: SendKind.Refused, Hopeless: true }) Files.Forget(message);
        return sent;
    }

    private async Task<string?> AttemptAsync(RobotMessage to, Road road, RobotOutMessage message, string? elsewhere, CancellationToken ct)
    {
        if (elsewhere is null && road != Road.Webhook && BeforeFor(to) is { } before) return await before.AttemptAsync(to, road, message, elsewhere, ct);
        if (elsewhere is null && road == Road.Webhook)
        {
            return await _gate.RunAsync<string?>(account.Id, DingTalkCall.Webhook, Urgency.Usual, async sending =>
            {
                await webhooks.SendAsync(to.Webhook!, message, sending);
                return null;
            }, ct);
        }

        var receipt = await _gate.RunAsync(account.Id, DingTalkCall.RobotSend, Urgency.Usual, sending => elsewhere is not null || to.Kind == ConversationKind.Group
            ? robots.SendToGroupAsync(elsewhere is null ? to.Conversation : new ConversationId(elsewhere), message, sending)
            : robots.SendToPersonAsync(to.Sender!.Value, message, sending), ct);
        return receipt.ProcessQueryKey;
    }

    /// <summary>The person wrote to another robot, and this one's keys may belong to another organisation, where their staff id is somebody else. Until that is known, it waits.</summary>
    private SendResult? Stranger(Turn turn) => BeforeFor(turn.Message) is not null ? null : Robots?.SpeaksFor(account, turn) switch
    {
        false => new SendResult(SendKind.Refused, null, Reasons.RobotChanged, Hopeless: true),
        null when Robots is not null => new SendResult(SendKind.Refused, null, Reasons.RobotChanged),
        _ => null,
    };

    private AccountRoads? BeforeFor(RobotMessage to) =>
        to.RobotCode is not { Length: > 0 } code || code == account.RobotCode ? null
        : Before?.Account.RobotCode == code ? Before
        : Before?.BeforeFor(to);

    /// <summary>A word of the robot's own to one person.</summary>
    /// <exception cref="DingTalkApiException">It did not arrive, or nobody knows.</exception>
    public Task TellAsync(StaffId person, RobotOutMessage message, CancellationToken ct) =>
        _gate.RunAsync(account.Id, DingTalkCall.RobotSend, Urgency.Usual, sending => robots.SendToPersonAsync(person, message, sending), ct);

    private static int Limit(Road road) => road == Road.Webhook ? SessionWebhookClient.MaxMessageBytes : RobotApi.MaxMessageParamBytes;

    /// <summary>A webhook takes more buttons than OpenAPI has templates for; their bytes count all the same.</summary>
    private static RobotOutMessage Measurable(RobotOutMessage message) => message is RobotActionCard { Buttons.Count: > RobotActionCard.MaxOpenApiButtons } card
        ? new RobotMarkdown(card.Title, string.Concat([card.Text, .. card.Buttons.Select(button => $"{{\"title\":\"{button.Title}\",\"actionURL\":\"{button.Url}\"}},")]))
        : message;
}
