using Dinghy.DingTalk;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox;

/// <summary>How one account's messages travel: which roads a turn has, and one attempt on one of them.</summary>
internal sealed class AccountRoads(AccountConfig account, SessionWebhookClient webhooks, RobotApi robots, TimeProvider time)
{
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
            await webhooks.SendAsync(to.Webhook!, message, ct);
            return null;
        }

        var receipt = to.Kind == ConversationKind.Group
            ? await robots.SendToGroupAsync(to.Conversation, message, ct)
            : await robots.SendToPersonAsync(to.Sender!.Value, message, ct);
        return receipt.ProcessQueryKey;
    }
}
