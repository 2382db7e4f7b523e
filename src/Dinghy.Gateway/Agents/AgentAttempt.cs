using System.Runtime.CompilerServices;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Agents;

/// <summary>One attempt at an answer: the model and its tools take turns until it has said what it has to say.</summary>
/// <param name="model">Asked once a round.</param>
/// <param name="tools">What it may call.</param>
/// <param name="messages">The request; grows by what was called and what came of it.</param>
/// <param name="turn">What the tools did.</param>
/// <param name="usage">What it costs.</param>
/// <param name="log">Named events.</param>
/// <param name="time">The clock of the tools' time.</param>
internal sealed class AgentAttempt(
    IChatClient model, ToolRunner tools, List<ChatMessage> messages, ToolTurn turn, TurnUsage usage, AgentLog log, TimeProvider time)
{
    /// <summary>Requests of one answer; the last is made without tools, so that it ends in words.</summary>
    public const int MaxRounds = 8;

    /// <summary>After this the tools that run are ended, and the next request is the last.</summary>
    public static readonly TimeSpan ToolTime = TimeSpan.FromMinutes(5);

    /// <summary>Null: the answer is whole.</summary>
    public ModelException? Fault { get; private set; }

    /// <summary>The request that failed had begun to answer; before that, the client has tried again by itself.</summary>
    public bool Began { get; private set; }

    /// <summary>The person has something to read.</summary>
    public bool Spoke { get; private set; }

    public async IAsyncEnumerable<AgentUpdate> RunAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(ToolTime, time);
        await tools.ReadyAsync(ct);
        for (var number = 1; ; number++)
        {
            var last = number == MaxRounds || deadline.IsCancellationRequested || tools.Declarations.Count == 0;
            if (last && number > 1) log.NoMoreTools(turn.Context.Turn.Id, number - 1, ToolTime.TotalMinutes);
            var round = new ModelRound();
            await foreach (var update in AskAsync(round, Options(last), ct)) yield return update;

            Fault = round.Fault;
            if (Fault is not null || last || round.Calls.Count == 0) yield break;
            await foreach (var update in CallAsync(round, deadline.Token, ct)) yield return update;
        }
    }

    private ChatOptions? Options(bool last)
    {
        var effort = ThinkingForm.Parse(turn.Context.Session.Thinking);
        return last && effort is null ? null : new ChatOptions
        {
            Tools = last ? null : [.. tools.Declarations],
            Reasoning = effort is null ? null : new ReasoningOptions { Effort = effort },
        };
    }

    private async IAsyncEnumerable<AgentUpdate> AskAsync(ModelRound round, ChatOptions? options, [EnumeratorCancellation] CancellationToken ct)
    {
        Began = false;
        var apart = Spoke;
        await foreach (var update in round.StreamAsync(model.GetStreamingResponseAsync(messages, options, ct), usage))
        {
            Began = true;
            if (update is AgentUpdate.Text text)
            {
                // What it said before its tools ran is a paragraph of its own.
                if (apart) yield return new AgentUpdate.Text("\n\n");
                apart = false;
                Spoke |= !string.IsNullOrWhiteSpace(text.Delta);
            }

            yield return update;
        }
    }

    private async IAsyncEnumerable<AgentUpdate> CallAsync(ModelRound round, CancellationToken deadline, [EnumeratorCancellation] CancellationToken ct)
    {
        var begun = new HashSet<string>(StringComparer.Ordinal);
        var results = new ChatMessage(ChatRole.Tool, new List<AIContent>());
        await foreach (var (call, result) in tools.RunAsync(round.Calls, turn, deadline, ct))
        {
            if (result is null)
            {
                begun.Add(call.CallId);
                yield return new AgentUpdate.Step(call.Name, StepState.Started);
                continue;
            }

            results.Contents.Add(new FunctionResultContent(call.CallId, result.Text));

            // A name the model made up is nothing to show.
            if (begun.Contains(call.CallId)) yield return new AgentUpdate.Step(call.Name, result.Failed ? StepState.Failed : StepState.Done);
            if (result.Choices is { } choices) yield return new AgentUpdate.Offer(choices);
            if (result.File is { } file) yield return new AgentUpdate.File(file);
            if (result.Ask is { } ask) yield return new AgentUpdate.Ask(ask);
        }

        messages.Add(round.ToMessage());
        messages.Add(results);
    }
}
