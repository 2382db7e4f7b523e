using System.Text.Json;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Inbox;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools.Organisation;

namespace Dinghy.Gateway.Pipeline;

/// <summary>What goes to others goes as answers go: kept first, then by the outbox, with its receipts, retries and limits.</summary>
internal sealed class Dispatching(IDispatchStore store, Outbox.Outbox outbox, ReplyFormats formats, RobotBook robots, TimeProvider time)
{
    /// <summary>So long it is waited for, so that most troubles are heard of at once.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(8);

    /// <summary>Under which name a robot's things are kept that no message names.</summary>
    public static string KeepOf(RobotBook robots, AccountConfig account) => robots.KeepsOf(account) is [var first, ..] ? first : account.Id;

    public async Task<Dispatch> SendAsync(SendOrder order, CancellationToken ct)
    {
        var keep = order.Turn?.Keep ?? KeepOf(robots, order.Account);
        var turn = order.Turn ?? Asked(TurnOf(order, keep, time.GetUtcNow()));
        var chinese = Languages.For("auto", order.Text) == Language.Chinese;
        var extras = new ReplyExtras { Kept = true, Plain = order.Plain, Footer = order.Turn is not null && formats.Of(turn).AiLabel && chinese ? Sentences.AiLabel : null, English = !chinese };
        var text = order.Plain ? order.Text : formats.Shown(turn, order.Text);
        var dispatch = Of(order, keep, target => new NewReply(order.Turn?.Id ?? 0, text, Closes: null, Remember: []) { Extras = extras with { Target = target } }) with
        {
            Turn = order.Turn is null ? TurnOf(order, keep, time.GetUtcNow()) : null,
        };
        var id = await outbox.PostAsync(dispatch, s_patience, ct);
        return (await store.FindDispatchAsync(id, CancellationToken.None))!;
    }

    /// <summary>People together, as many as one call takes; each group by itself.</summary>
    public static NewDispatch Of(SendOrder order, string keep, Func<ReplyTarget, NewReply?> reply) => new(keep, order.Turn?.Message.Sender?.Value ?? "", DispatchKind.Robot)
    {
        Parts =
        [
            .. order.To.People.Select(person => person.Id).Chunk(RobotApi.MaxPeople).Select(people => new NewDispatchPart(people, Group: null, reply(new ReplyTarget(people, Group: null)))),
            .. order.To.Groups.Select(group => new NewDispatchPart([], group.Id, reply(new ReplyTarget([], group.Id)))),
        ],
    };

    /// <summary>Nobody asked anything; replies belong to a turn all the same, and this one has ended.</summary>
    private static NewTurn TurnOf(SendOrder order, string keep, DateTimeOffset now)
    {
        var payload = JsonSerializer.Serialize(
            new MadeMessage
            {
                MsgId = $"dispatch:{Guid.NewGuid():N}",
                ConversationId = "dispatch",
                ConversationType = "1",
                SenderId = "operator",
                SenderNick = "",
                RobotCode = order.Account.RobotCode,
                CreateAt = now.ToUnixTimeMilliseconds(),
                Msgtype = "text",
                Text = new MadeText(""),
            },
            MadeJson.Default.MadeMessage);
        return new NewTurn(order.Account.Id, $"{ConversationKey.Inner(keep)}/dispatch", now, payload, RobotMessageReader.Read(payload).Message!);
    }

    private static Turn Asked(NewTurn turn) => new()
    {
        Id = 0,
        Account = turn.Account,
        MessageId = turn.Message.Id,
        Conversation = turn.Conversation,
        ReceivedAt = turn.ReceivedAt,
        Message = turn.Message,
    };
}
