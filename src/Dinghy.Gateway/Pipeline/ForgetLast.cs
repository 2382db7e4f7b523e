using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Takes the last question and its answer out of a conversation's memory: what people have instead of a recall, of which DingTalk tells robots nothing.</summary>
internal sealed class ForgetLast(IHistoryStore store)
{
    private static readonly string[] s_words = ["/forget last", "/忘记 上一条", "/忘记上一条"];

    public static bool IsMeant(TurnContext context) => s_words.Contains(context.Question?.Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Neither the request nor its answer is remembered.</summary>
    public async IAsyncEnumerable<Saying> RunAsync(TurnContext context)
    {
        var any = await store.ForgetLastAsync(context.Turn.Conversation, context.Turn.Id, CancellationToken.None);
        yield return new Saying.Reply(new NewReply(context.Turn.Id, Sentences.Forgotten(any, context.Language), TurnOutcome.Answered, Remember: []));
    }
}
