using System.Runtime.CompilerServices;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Budgets;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Another program asks an agent as if it were a model. Nothing of it is stored but what it costs.</summary>
/// <param name="config">The agents.</param>
/// <param name="agents">Made for this door: without tools that change something or speak in a chat.</param>
/// <param name="budgets">Of the token.</param>
/// <param name="time">The clock.</param>
internal sealed class AgentDoor(DinghyConfig config, AgentRoster agents, SpendMeter budgets, TimeProvider time)
{
    /// <summary>How budgets and reports name a token.</summary>
    public const string TokenPrefix = "token:";

    /// <summary>By their ids.</summary>
    public IReadOnlyList<string> Agents => [.. config.Agents.All.Select(agent => agent.Id)];

    /// <summary>The agent that a model's name means; null: there is none.</summary>
    /// <param name="model"><c>dinghy/id</c>, <c>agent:id</c>, the id alone; <c>dinghy</c> for the usual one.</param>
    public string? AgentOf(string model)
    {
        var id = model.StartsWith("dinghy/", StringComparison.Ordinal) ? model["dinghy/".Length..] : model.StartsWith("agent:", StringComparison.Ordinal) ? model["agent:".Length..] : model;
        return id == "dinghy" ? config.Routing.DefaultAgent : config.Agents.Find(id)?.Id;
    }

    /// <summary>The last update is Finished or Failed, as for everybody.</summary>
    public async IAsyncEnumerable<AgentUpdate> AskAsync(DoorQuestion question, [EnumeratorCancellation] CancellationToken ct)
    {
        var payer = new Payer("", TokenPrefix + question.Token, question.Agent);
        if (budgets.Refusal(payer) is { } reason)
        {
            yield return new AgentUpdate.Failed(reason);
            yield break;
        }

        var updates = agents.RunAsync(ContextOf(question), (_, _) => Task.FromResult<IReadOnlyList<Attachment>>([]), ct).GetAsyncEnumerator(ct);
        await using (updates)
        {
            while (true)
            {
                // An iterator forgets it at every step: whoever asks for the next one brings his own.
                Payer.Begin(payer);
                if (!await updates.MoveNextAsync()) yield break;
                yield return updates.Current;
            }
        }
    }

    private TurnContext ContextOf(DoorQuestion question)
    {
        var (now, sender) = (time.GetUtcNow(), TokenPrefix + question.Token);
        var turn = new Turn
        {
            Id = 0,
            Account = "",
            MessageId = new MessageId("openai"),
            Conversation = "openai",
            ReceivedAt = now,
            Message = new RobotMessage
            {
                Id = new MessageId("openai"), CreatedAt = now, Conversation = new ConversationId("openai"), Kind = ConversationKind.Private, SenderId = sender, SenderNick = question.Token,
                MessageType = "text", Content = new TextContent(question.Text),
            },
        };
        return new TurnContext(turn, question.Text, [.. question.Before.Select(said => new HistoryEntry("openai", said.Role, said.Text, now))], Languages.For("auto", question.Text))
        {
            Route = new Route(question.Agent, $"the OpenAI door, token {question.Token}"),
            Aside = true,
        };
    }
}

/// <param name="Agent">Exists.</param>
/// <param name="Token">By its name.</param>
/// <param name="Before">What was said before, oldest first.</param>
/// <param name="Text">The question.</param>
internal sealed record DoorQuestion(string Agent, string Token, IReadOnlyList<(HistoryRole Role, string Text)> Before, string Text);
