using System.Text.Json;
using Dinghy.DingTalk.Cards;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Inbox;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>A press as the message it stands for: said by the presser, where the card's own question was asked.</summary>
internal static class CardPress
{
    private const int MaxRemark = 500;

    private static readonly string[] s_names = ["id", "action", "actionId"];

    /// <summary>What may name a button: the pressed component, or a parameter that the template's author bound to it.</summary>
    public static IEnumerable<string> Actions(CardCallback press) =>
        press.ActionIds.Concat(s_names.Select(name => press.Params.GetValueOrDefault(name)).OfType<string>());

    /// <summary>What the approver wrote into a field of the card that its template calls remark.</summary>
    public static string WithRemark(string said, CardCallback press) =>
        press.Params.GetValueOrDefault("remark")?.Trim() is { Length: > 0 } remark ? $"{said} {Fence.Start(remark.ReplaceLineEndings(" "), MaxRemark)}" : said;

    /// <summary>The presser's organisation is another than the robot's: who has their staff id there is somebody else.</summary>
    public static bool IsOutsider(AccountConfig account, StoredCard card, CardCallback press) =>
        press.CorpId is { Length: > 0 } corp && HomeOf(account, card) is { Length: > 0 } home && corp != home;

    /// <summary>Who asked what the card answers.</summary>
    public static bool IsAsker(AccountConfig account, StoredCard card, CardCallback press) =>
        card.Turn.Message.Sender?.Value == press.UserId && !IsOutsider(account, card, press);

    /// <summary>One button of one card counts once for each person: that is its id.</summary>
    public static Inbound AsMessage(AccountConfig account, StoredCard card, CardCallback press, string action, string text, DateTimeOffset now)
    {
        var (asked, self, outsider) = (card.Turn.Message, IsAsker(account, card, press), IsOutsider(account, card, press));
        var payload = JsonSerializer.Serialize(
            new MadeMessage
            {
                MsgId = $"{MadeIds.Press}{card.OutTrackId}:{action}:{(outsider ? $"{press.CorpId}:" : "")}{press.UserId}",
                ConversationId = asked.Conversation.Value,
                ConversationType = asked.Kind == ConversationKind.Group ? "2" : "1",
                ConversationTitle = asked.Title,
                SenderId = self ? asked.SenderId : outsider ? $"{press.CorpId}:{press.UserId}" : null,
                SenderStaffId = outsider ? null : press.UserId,
                SenderNick = self ? asked.SenderNick : press.UserId,
                SenderCorpId = press.CorpId ?? (self ? asked.SenderCorpId : null),
                ChatbotCorpId = HomeOf(account, card),
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
        return new Inbound(account, RobotMessageReader.Read(payload).Message ?? throw new InvalidOperationException("A press does not read as a message."), payload, now) { Keep = card.Turn.Keep };
    }

    private static string? HomeOf(AccountConfig account, StoredCard card) => account.CorpId ?? card.Turn.Message.ChatbotCorpId;
}
