using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Commands;

/// <summary>A thumb for the answer that the message replies to, else for one's own last one.</summary>
internal sealed class FeedbackCommand(CommandParts parts, bool up) : ICommand
{
    private const int LookBack = 100;

    /// <summary>UTF-16 characters of what is said beside it.</summary>
    private const int MaxComment = 500;

    /// <summary>See <see cref="Quotes"/>: between DingTalk's clock of a message by webhook and our record of it.</summary>
    private static readonly TimeSpan s_apart = TimeSpan.FromSeconds(5);

    public CommandInfo Info { get; } = up
        ? new("good", "有用", ["赞"], Lane.Beside, new("这个回答有用（可以写几个字）", "the answer was useful; a few words may follow")) { Usage = new("[几个字]", "[words]"), OfNoAgent = true, TakesText = true }
        : new("bad", "没用", ["踩"], Lane.Beside, new("这个回答没用（可以写为什么）", "the answer was of no use; why may follow")) { Usage = new("[为什么]", "[why]"), OfNoAgent = true, TakesText = true };

    /// <summary>The book that this command itself is part of.</summary>
    public CommandBook? Book { get; set; }

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => AnswerAsync(call, ct).AsUpdates();

    private async Task<Answer> AnswerAsync(CommandCall call, CancellationToken ct)
    {
        var turn = call.Context.Turn;
        if (parts.Config.Accounts.FirstOrDefault(one => one.Id == turn.Account) is not { Reply.Feedback: true } account)
            return new Answer(call.Say("这里不收集对回答的评价。", "What people think of answers is not collected here."));
        if (await FindAsync(turn, account, ct) is not { } answered)
            return new Answer(call.Say("没有找到要评价的回答。请回复（引用）那条回答再说一次。", "No answer was found to speak of. Reply to the one you mean and say it again."));
        var comment = call.Arguments.Length == 0 ? null : call.Arguments.Length <= MaxComment ? call.Arguments : call.Arguments[..MaxComment];
        return new Answer(call.Say($"谢谢，已记下{(up ? "👍" : "👎")}。", $"Thank you, {(up ? "👍" : "👎")} is noted."))
        {
            Effects = new TurnEffects { Vote = new Vote(answered, PersonKey.Of(turn.Message), up, parts.Time.GetUtcNow()) { Comment = comment } },
        };
    }

    private async Task<long?> FindAsync(Turn turn, Configuration.AccountConfig account, CancellationToken ct)
    {
        if (turn.Message.Quote is { FromRobot: true } quote)
        {
            string[] receipts = [.. new[] { quote.ProcessQueryKey, quote.OriginalId?.Value, quote.Id?.Value }.OfType<string>().Distinct(StringComparer.Ordinal)];
            return await parts.Store.FindAnsweredAsync(turn.Account, turn.Conversation, receipts, quote.CreatedAt is { } at ? (at - s_apart, at + s_apart) : null, ct);
        }

        var earlier = await parts.Store.EarlierTurnsAsync(turn.Conversation, turn.Id, LookBack, ct);
        return earlier.FirstOrDefault(one => one.Keep == turn.Keep && PersonKey.Of(one.Message) == PersonKey.Of(turn.Message) && Book!.Find(Thumbs.OrText(one.Message, account)) is null)?.Id;
    }
}
