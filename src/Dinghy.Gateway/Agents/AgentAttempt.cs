using System.Runtime.CompilerServices;
using System.Text;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Agents;

/// <summary>
/// One attempt at an answer: the model and its tools take turns until it has said what it has to say. What the turn has done already, in an attempt
/// or a run before this one, is told again and not done again.
/// </summary>
/// <param name="model">Asked once a round.</param>
/// <param name="tools">What it may call.</param>
/// <param name="messages">The request; grows by what was called and what came of it.</param>
/// <param name="turn">What the tools did.</param>
/// <param name="joined">What came meanwhile and is given to the turn.</param>
/// <param name="usage">What it costs.</param>
/// <param name="limits">What it may cost.</param>
/// <param name="log">Named events.</param>
/// <param name="time">The clock of the tools' time.</param>
internal sealed class AgentAttempt(
    IChatClient model, ToolRunner tools, List<ChatMessage> messages, ToolTurn turn, JoinedMessages joined, TurnUsage usage, AgentLimits limits, AgentLog log,
    TimeProvider time)
{
    /// <summary>UTF-16 characters of each tool's result that the model is shown; less than all only where the whole did not fit.</summary>
    public int MaxResult { get; init; } = int.MaxValue;

    /// <summary>Null: the answer is whole.</summary>
    public ModelException? Fault { get; private set; }

    /// <summary>The request that failed had begun to answer; before that, the client has tried again by itself.</summary>
    public bool Began { get; private set; }

    /// <summary>Some tool did not do what it was asked.</summary>
    public bool ToolFailed { get; private set; }

    /// <summary>What it has said.</summary>
    public string Said => _said.ToString();

    /// <summary>The person has something to read.</summary>
    public bool Spoke { get; private set; }

    private readonly StringBuilder _said = new();

    public async IAsyncEnumerable<AgentUpdate> RunAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(limits.Time, time);
        await tools.ReadyAsync(ct);
        foreach (var (at, round) in turn.Steps.Rounds.Index())
        {
            messages.AddRange(joined.Again(round.Joined));
            await foreach (var update in AgainAsync(round, at, deadline.Token, ct)) yield return update;
        }

        messages.AddRange(joined.Again(joined.Pending));
        for (var number = turn.Steps.Rounds.Count + 1; ; number++)
        {
            var spent = number >= limits.Rounds || deadline.IsCancellationRequested || usage.Tokens >= limits.Tokens;
            var last = spent || tools.Declarations.Count == 0;
            if (spent && number > 1) log.NoMoreTools(turn.Context.Turn.Id, number - 1, usage.Tokens, limits.Rounds, limits.Time.TotalMinutes, limits.Tokens);
            messages.AddRange(await joined.TakeAsync(first: number == 1, ct));
            var round = new ModelRound();
            await foreach (var update in AskAsync(round, Options(last), ct)) yield return update;

            Count(round, first: number == 1);
            Fault = round.Fault;
            if (Fault is not null || last || round.Calls.Count == 0) yield break;
            var step = round.ToStep() with { Joined = joined.Settle() };
            turn.Steps.Add(step);
            await foreach (var update in CallAsync(step, round.Calls, deadline.Token, ct)) yield return update;
        }
    }

    /// <summary>The window is as full as the last request made it.</summary>
    private void Count(ModelRound round, bool first)
    {
        var meter = turn.Context.Meter;
        meter.Counted = round.Counted ?? meter.Counted;
        if (first && round.Input is { } counted) meter.Learn(messages.Sum(message => TokenScale.Guess(message.Text)), counted);
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
                _said.Append(text.Delta);
            }

            yield return update;
        }
    }

    /// <summary>A round that is paid already: its words, what came of its calls, and the calls that are still to be made.</summary>
    private async IAsyncEnumerable<AgentUpdate> AgainAsync(StepRound round, int at, CancellationToken deadline, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var thought in round.Thoughts.Where(thought => thought.Text.Length > 0)) yield return new AgentUpdate.Thought(thought.Text);
        if (round.Text is { } text)
        {
            yield return new AgentUpdate.Text(Spoke ? $"\n\n{text}" : text);
            Spoke |= !string.IsNullOrWhiteSpace(text);
            _said.Append(text).Append('\n');
        }

        turn.Steps.At = at;
        await foreach (var update in CallAsync(round, StepMessages.Calls(round), deadline, ct)) yield return update;
    }

    private async IAsyncEnumerable<AgentUpdate> CallAsync(
        StepRound round, IReadOnlyList<FunctionCallContent> calls, CancellationToken deadline, [EnumeratorCancellation] CancellationToken ct)
    {
        var begun = new HashSet<string>(StringComparer.Ordinal);
        var results = new ChatMessage(ChatRole.Tool, new List<AIContent>());
        await foreach (var (call, result) in tools.RunAsync(calls, turn, deadline, ct))
        {
            if (result is null)
            {
                begun.Add(call.CallId);
                yield return new AgentUpdate.Step(call.Name, StepState.Started);
                continue;
            }

            results.Contents.Add(new FunctionResultContent(call.CallId, ToolRunner.Beginning(result.Text, MaxResult)));
            ToolFailed |= result.Failed;

            // A name the model made up is nothing to show.
            if (begun.Contains(call.CallId)) yield return new AgentUpdate.Step(call.Name, result.Failed ? StepState.Failed : StepState.Done);
            if (result.Choices is { } choices) yield return new AgentUpdate.Offer(choices);
            if (result.File is { } file) yield return new AgentUpdate.File(file);
            if (result.Ask is { } ask) yield return new AgentUpdate.Ask(ask);
            if (result.Note is { } note) yield return new AgentUpdate.Note(note);
        }

        messages.Add(StepMessages.Said(round));
        messages.Add(results);
    }
}
