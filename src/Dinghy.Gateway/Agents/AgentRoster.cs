using System.Collections.Concurrent;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Moderation;

namespace Dinghy.Gateway.Agents;

/// <summary>All agents, each made when its first turn comes: most of many never speak in a day.</summary>
/// <param name="make">Makes the agent of this id.</param>
/// <param name="moderator">Looks at what they are asked and say; null: nobody does.</param>
internal sealed class AgentRoster(Func<string, AgentRunner> make, Moderator? moderator = null)
{
    private readonly ConcurrentDictionary<string, Lazy<AgentRunner>> _agents = new(StringComparer.Ordinal);

    /// <summary>One for everybody.</summary>
    public AgentRoster(AgentRunner only) : this(_ => only) { }

    /// <summary>The agent of the turn's route answers.</summary>
    public IAsyncEnumerable<AgentUpdate> RunAsync(TurnContext context, FilesOfTurn files, CancellationToken ct)
    {
        var answer = Of(context.Route.Agent).RunAsync(context, files, ct);
        return moderator is { Questions: true } or { Answers: true } ? ModeratedAnswer.Of(moderator, context, answer, ct) : answer;
    }

    /// <summary>A message that joins a turn which runs: what is stopped of it, the agent does not read.</summary>
    public async Task<TurnContext> ScreenedAsync(TurnContext joining, CancellationToken ct) =>
        moderator is null || await moderator.MayAskAsync(joining, Spoken.By(joining), ct) ? joining
            : joining with { Attachments = [], Question = joining.Language == Language.Chinese ? "（这条消息没有通过内容审核。）" : "(This message was stopped by the operator's rules for content.)", Turn = joining.Turn with { Message = joining.Turn.Message with { Quote = null, Content = new TextContent("") } } };

    /// <summary>What people would read beside an agent's own words: whether the operator's rules for content let it be shown.</summary>
    public Task<bool> MayShowAsync(TurnContext context, string text, CancellationToken ct) => moderator?.MayAnswerAsync(context, text, ct) ?? Task.FromResult(true);

    /// <summary>By its id.</summary>
    public AgentRunner Of(string agent) => _agents.GetOrAdd(agent, id => new Lazy<AgentRunner>(() => make(id))).Value;
}
