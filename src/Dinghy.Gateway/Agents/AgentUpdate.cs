using Dinghy.Gateway.Access;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools;
using Dinghy.Gateway.Tools.Approvals;

namespace Dinghy.Gateway.Agents;

/// <summary>What an agent does, as it does it. The last one is Finished, Failed or Stopped.</summary>
internal abstract record AgentUpdate
{
    /// <summary>Files came with the question, and this is what could be read of them: what the conversation remembers. Comes once, first, or not at all.</summary>
    internal sealed record Heard(TurnContext Context) : AgentUpdate
    {
        /// <summary>Of a file nothing reached the model: it has no words, and the model neither sees it nor is told what is on it.</summary>
        public bool Unread { get; init; }
    }

    /// <summary>More of the answer.</summary>
    internal sealed record Text(string Delta) : AgentUpdate
    {
        /// <summary>Ours, below the model's words: whoever reads those for what they say reads it apart.</summary>
        public bool IsAddendum { get; init; }
    }

    /// <summary>More of what the model thinks; never part of the answer.</summary>
    internal sealed record Thought(string Delta) : AgentUpdate;

    /// <summary>A tool at work.</summary>
    internal sealed record Step(string Tool, StepState State) : AgentUpdate;

    /// <summary>The attempt failed halfway and begins anew: what was said so far does not count.</summary>
    internal sealed record StartOver : AgentUpdate;

    /// <summary>Buttons for the person; the last offer holds.</summary>
    internal sealed record Offer(ChoiceOffer Choices) : AgentUpdate;

    /// <summary>A file to send after the answer.</summary>
    internal sealed record File(FileOffer Value) : AgentUpdate;

    /// <summary>A call waits for a person: shown under the answer, in our words.</summary>
    internal sealed record Ask(ApprovalAsk Value) : AgentUpdate;

    /// <summary>A sentence of ours for the person, under the answer; the same one is shown once.</summary>
    internal sealed record Note(PersonNote Value) : AgentUpdate;

    /// <summary>The answer is whole.</summary>
    /// <param name="Usage">Null when no model was asked.</param>
    internal sealed record Finished(AgentUsage? Usage = null) : AgentUpdate
    {
        /// <summary>What a command changes.</summary>
        public TurnEffects Effects { get; init; } = TurnEffects.None;

        /// <summary>What the conversation remembers of the tools: see <see cref="DoneCalls"/>; null: none ran.</summary>
        public string? Did { get; init; }
    }

    /// <summary>There will be no answer.</summary>
    /// <param name="Reason">A code of <see cref="Reasons"/>.</param>
    internal sealed record Failed(string Reason) : AgentUpdate;

    /// <summary>Somebody who may stopped it; what was said so far counts.</summary>
    internal sealed record Stopped : AgentUpdate;
}

internal enum StepState { Started, Done, Failed }

/// <param name="Model"><c>provider/model</c> that answered; the last, where a fallback stood in.</param>
/// <param name="Elapsed">From the first request to the end.</param>
/// <param name="InputTokens">Of all rounds; null when the provider does not tell.</param>
/// <param name="OutputTokens">The same.</param>
internal sealed record AgentUsage(string Model, TimeSpan Elapsed, long? InputTokens, long? OutputTokens)
{
    /// <summary>Of each model, in the order in which they were asked; empty where all of it is the one's.</summary>
    public IReadOnlyList<ModelShare> Shares { get; init; } = [];

    /// <summary>As it is booked: each model's share by itself. The time is the whole's, and stands with the last.</summary>
    public IReadOnlyList<TurnUse> For(TurnContext context)
    {
        if (InputTokens is null && OutputTokens is null) return [];
        var shares = Shares.Count > 0 ? Shares : [new ModelShare(Model, InputTokens ?? 0, OutputTokens ?? 0)];
        return [.. shares.Select((share, at) => new TurnUse(
            context.Turn.Keep, context.Turn.Conversation, PersonKey.Of(context.Turn.Message), share.Model, share.Input, share.Output, at == shares.Count - 1 ? Elapsed : TimeSpan.Zero))];
    }
}
