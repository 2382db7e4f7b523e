using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Conversations;

/// <summary>Finds what a message replies to where DingTalk sent only its id. Looks into the same account and conversation and nowhere else.</summary>
internal sealed class Quotes(ISentStore store)
{
    /// <summary>A webhook gives no receipt. Between DingTalk's clock of such a message and our record of it lie its way and the two clocks' difference.</summary>
    private static readonly TimeSpan s_apart = TimeSpan.FromSeconds(5);

    /// <summary>The turn with its quote as whole as it can be had; the turn itself where there is none, or nothing to add.</summary>
    public async Task<Turn> CompleteAsync(Turn turn, CancellationToken ct)
    {
        if (turn.Message.Quote is not { } quote || await CompleteAsync(turn, quote, ct) is not { } whole) return turn;
        return turn with { Message = turn.Message with { Quote = whole } };
    }

    private async Task<QuotedMessage?> CompleteAsync(Turn turn, QuotedMessage quote, CancellationToken ct)
    {
        if (await OwnWordsAsync(turn, quote, ct) is { } said) return quote with { MessageType = "text", Content = new TextContent(said), FromRobot = true };
        if (Shows(quote.Content)) return null;
        foreach (var id in new[] { quote.Id, quote.OriginalId })
            if (id is { } known && known != turn.MessageId && await store.FindTurnAsync(turn.Account, turn.Conversation, known, ct) is { Message: var earlier })
                return quote with
                {
                    MessageType = earlier.MessageType, Content = earlier.Content, SenderId = earlier.SenderId, SenderNick = earlier.SenderNick,
                    CreatedAt = quote.CreatedAt ?? earlier.CreatedAt, FromRobot = false,
                };
        return null;
    }

    private async Task<string?> OwnWordsAsync(Turn turn, QuotedMessage quote, CancellationToken ct)
    {
        foreach (var key in new[] { quote.ProcessQueryKey, quote.OriginalId?.Value, quote.Id?.Value }.OfType<string>().Distinct(StringComparer.Ordinal))
            if ((key == quote.ProcessQueryKey || quote.FromRobot) && await store.FindSentAsync(turn.Account, turn.Conversation, key, ct) is { } said) return said;
        return quote is { FromRobot: true, CreatedAt: { } at } && !Shows(quote.Content)
            ? await store.FindSentAtAsync(turn.Account, turn.Conversation, at - s_apart, at + s_apart, ct)
            : null;
    }

    private static bool Shows(RobotContent? content) => content is not (null or UnknownContent or CardContent { Title: null, Text: null, Url: null } or ChatRecordContent { Summary: null, Lines.Count: 0 });
}
