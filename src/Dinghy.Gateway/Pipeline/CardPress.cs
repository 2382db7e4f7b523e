using System.Text.Json;
using Dinghy.DingTalk.Cards;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Inbox;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>A press as the message it stands for: said by the presser, where the card's own question was asked.</summary>
internal static class CardPress
{
    private static readonly string[] s_names = ["id", "action", "actionId"];

    /// <summary>What may name a button: the pressed component, or a parameter that the template's author bound to it.</summary>
    public static IEnumerable<string> Actions(CardCallback press) =>
        press.ActionIds.Concat(s_names.Select(name => press.Params.GetValueOrDefault(name)).OfType<string>());

    /// <summary>One button of one card counts once for each person: that is its id.</summary>
    public static Inbound AsMessage(AccountConfig account, StoredCard card, CardCallback press, string action, string text, DateTimeOffset now)
    {
        var (asked, self) = (card.Turn.Message, card.Turn.Message.Sender?.Value == press.UserId);
        var payload = JsonSerializer.Serialize(
            new MadeMessage
            {
                MsgId = $"press:{card.OutTrackId}:{action}:{press.UserId}",
                ConversationId = asked.Conversation.Value,
                ConversationType = asked.Kind == ConversationKind.Group ? "2" : "1",
                ConversationTitle = asked.Title,
                SenderId = self ? asked.SenderId : null,
                SenderStaffId = press.UserId,
                SenderNick = self ? asked.SenderNick : press.UserId,
                SenderCorpId = press.CorpId ?? (self ? asked.SenderCorpId : null),
                ChatbotCorpId = asked.ChatbotCorpId,
                ChatbotUserId = asked.ChatbotUserId,
                RobotCode = asked.RobotCode,
                IsInAtList = asked.Kind == ConversationKind.Group,
                CreateAt = now.ToUnixTimeMilliseconds(),
                SessionWebhook = asked.Webhook?.Url.AbsoluteUri,
                SessionWebhookExpiredTime = asked.Webhook?.ExpiresAt.ToUnixTimeMilliseconds(),
                Msgtype = "text",
                Text = new MadeText(text),
            },
            MadeJson.Default.MadeMessage);
        return new Inbound(account, RobotMessageReader.Read(payload).Message ?? throw new InvalidOperationException("A press does not read as a message."), payload, now);
    }
}
