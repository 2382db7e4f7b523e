using Dinghy.DingTalk;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox;

/// <summary>How one account's messages travel: which roads a turn has, and one attempt on one of them.</summary>
internal sealed class AccountRoads(AccountConfig account, SessionWebhookClient webhooks, RobotApi robots, TimeProvider time, CallGate? gate = null)
{
    private readonly CallGate _gate = gate ?? CallGate.Open;

    public AccountConfig Account => account;

    public ReplyConfig Reply => account.Reply;

    /// <summary>Best first. Empty: this message can not be answered any more.</summary>
    public IReadOnlyList<Road> For(RobotMessage to)
    {
        var roads = new List<Road>(2);
        if (to.Webhook is { } webhook && webhook.ExpiresAt > time.GetUtcNow()) roads.Add(Road.Webhook);
        if (to.Kind == ConversationKind.Group || to.Sender is not null) roads.Add(Road.OpenApi);
        return roads;
    }

    /// <summary>Whether a message fits the road's own limit, whatever <c>part_chars</c> allows.</summary>
    public static bool Fits(Road road, RobotOutMessage message) =>
        RobotApi.MeasureParam(message) <= (road == Road.Webhook ? SessionWebhookClient.MaxMessageBytes : RobotApi.MaxMessageParamBytes);

    public async Task<SendResult> SendAsync(RobotMessage to, Road road, RobotOutMessage message, CancellationToken ct)
    {
        try
        {
            return SendResult.Delivered(await AttemptAsync(to, road, message, ct));
        }
        catch (DingTalkApiException e)
        {
            return SendResult.Of(e);
        }
    }

    private async Task<string?> AttemptAsync(RobotMessage to, Road road, RobotOutMessage message, CancellationToken ct)
    {
        if (road == Road.Webhook)
        {
            return await _gate.RunAsync<string?>(account.Id, DingTalkCall.Webhook, Urgency.Usual, async sending =>
            {
                await webhooks.SendAsync(to.Webhook!, message, sending);
                return null;
            }, ct);
        }

        var receipt = await _gate.RunAsync(account.Id, DingTalkCall.RobotSend, Urgency.Usual, sending => to.Kind == ConversationKind.Group
            ? robots.SendToGroupAsync(to.Conversation, message, sending)
            : robots.SendToPersonAsync(to.Sender!.Value, message, sending), ct);
        return receipt.ProcessQueryKey;
    }

    /// <summary>A word of the robot's own to one person.</summary>
    /// <exception cref="DingTalkApiException">It did not arrive, or nobody knows.</exception>
    public Task TellAsync(StaffId person, RobotOutMessage message, CancellationToken ct) =>
        _gate.RunAsync(account.Id, DingTalkCall.RobotSend, Urgency.Usual, sending => robots.SendToPersonAsync(person, message, sending), ct);
}
