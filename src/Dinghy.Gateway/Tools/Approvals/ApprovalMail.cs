using System.Text.Json;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Inbox;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tools.Approvals;

/// <summary>Brings questions into the approvers' chats, and what became of them back to where the call was made: as turns that no person said.</summary>
/// <param name="accounts">The robots.</param>
/// <param name="awaited">Whose answers may come.</param>
/// <param name="post">Runs a turn that is stored.</param>
internal sealed class ApprovalMail(Func<string, AccountConfig?> accounts, AwaitedAnswers awaited, Action<Turn> post)
{
    /// <summary>Something new has an end in time.</summary>
    public Action Changed { get; set; } = () => { };

    /// <summary>The asker's message without its words: where an answer goes.</summary>
    public static string OriginOf(RobotMessage message) => JsonSerializer.Serialize(MadeMessage.InReplyTo(message), MadeJson.Default.MadeMessage);

    /// <summary>What whoever asked is called.</summary>
    public static string AskerOf(ToolApproval approval) => Read(approval)?.SenderNick is { Length: > 0 } nick ? nick : approval.Person;

    /// <summary>A question for each approver.</summary>
    public IReadOnlyList<NewTurn> Questions(ToolApproval approval)
    {
        if (accounts(approval.Account) is not { } account || Read(approval) is not { } origin) return [];
        return [.. approval.Asked.Select(approver => Made(
            account,
            new MadeMessage
            {
                MsgId = ApprovalTurn.QuestionId(approval.Id, approver),
                ConversationId = $"dm:{approver}",
                ConversationType = "1",
                SenderStaffId = approver,
                SenderNick = approver,
                SenderCorpId = origin.ChatbotCorpId,
                ChatbotCorpId = origin.ChatbotCorpId,
                RobotCode = origin.RobotCode,
                CreateAt = approval.CreatedAt.ToUnixTimeMilliseconds(),
                Msgtype = "text",
                Text = new MadeText(""),
            },
            approval.CreatedAt, message => ConversationKey.Of(account, message, KeepOf(approval)))).OfType<NewTurn>()];
    }

    /// <summary>What became of it; null: it can not be told.</summary>
    public NewTurn? End(ToolApproval approval, DateTimeOffset now) =>
        accounts(approval.Account) is { } account && Read(approval) is { } origin && approval.Conversation is { } conversation
            ? Made(account, origin with { MsgId = ApprovalTurn.EndId(approval.Id), CreateAt = now.ToUnixTimeMilliseconds() }, now, _ => conversation)
            : null;

    /// <summary>Stored: whoever was asked may answer.</summary>
    public void Asked(ToolApproval approval)
    {
        // A while longer than it counts: whoever is late hears so.
        foreach (var approver in approval.Asked) awaited.Expect(approval.Account, approver, approval.Code, approval.ExpiresAt.AddDays(1));
        Changed();
    }

    public void Post(Turn turn) => post(turn);

    private static NewTurn? Made(AccountConfig account, MadeMessage made, DateTimeOffset now, Func<RobotMessage, string> conversation)
    {
        var payload = JsonSerializer.Serialize(made, MadeJson.Default.MadeMessage);
        return RobotMessageReader.Read(payload).Message is { } message ? new NewTurn(account.Id, conversation(message), now, payload, message) : null;
    }

    private static MadeMessage? Read(ToolApproval approval) => approval.Origin is { } origin ? JsonSerializer.Deserialize(origin, MadeJson.Default.MadeMessage) : null;

    private static string? KeepOf(ToolApproval approval) => approval.Conversation?.Split('/')[0].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
