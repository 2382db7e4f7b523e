using System.Runtime.CompilerServices;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Agents;

/// <summary>Asks the model. Every way it can fail ends in an update with a reason, never in an exception.</summary>
/// <param name="model">Null: no usable model; the person hears so.</param>
/// <param name="prompts">Makes the request's messages.</param>
/// <param name="eyes">Looks at the pictures that came.</param>
/// <param name="tools">What the model may call.</param>
/// <param name="log">Named events.</param>
/// <param name="time">The clock.</param>
/// <param name="limits">What one answer may cost; null: the usual.</param>
/// <param name="journal">Keeps what a turn has done, for the next start; null: only memory does.</param>
internal sealed class AgentRunner(
    IChatClient? model, Prompts prompts, Eyes eyes, ToolRunner tools, AgentLog log, TimeProvider time, AgentLimits? limits = null, StepJournal? journal = null)
{
    /// <summary>Going on from the last whole step after a stream that broke halfway: nothing was sent yet, so nothing is doubled.</summary>
    private const int MaxStarts = 2;

    /// <summary>UTF-16 characters of each tool's result where all of them do not fit the model.</summary>
    private const int ShortResult = 2_000;

    private readonly AgentLimits _limits = limits ?? new AgentLimits();

    /// <summary>UTF-16 characters of one question. DingTalk's own clients stop far below; a model would charge for every one.</summary>
    public const int MaxQuestionChars = 100_000;

    /// <summary>What it may use; also for a call that a person allowed later.</summary>
    public ToolRunner Tools => tools;

    /// <summary>A question without files, or with files that are here.</summary>
    public IAsyncEnumerable<AgentUpdate> RunAsync(TurnContext context, CancellationToken ct) =>
        RunAsync(context, (_, _) => Task.FromResult(context.Attachments), ct);

    /// <param name="context">The question.</param>
    /// <param name="files">Brings what came with it, while a stop and the person's patience hold already.</param>
    /// <param name="ct">The program stops.</param>
    public async IAsyncEnumerable<AgentUpdate> RunAsync(TurnContext context, FilesOfTurn files, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, context.Stopped);
        await using var updates = AnswerAsync(context, files, stop.Token).GetAsyncEnumerator(CancellationToken.None);
        while (true)
        {
            AgentUpdate? update;
            try
            {
                stop.Token.ThrowIfCancellationRequested();
                update = await updates.MoveNextAsync() ? updates.Current : null;
            }
            catch (OperationCanceledException) when (context.Stopped.IsCancellationRequested && !ct.IsCancellationRequested)
            {
                update = new AgentUpdate.Stopped();
            }

            if (update is null) yield break;
            yield return update;
            if (update is AgentUpdate.Stopped) yield break;
        }
    }

    private async IAsyncEnumerable<AgentUpdate> AnswerAsync(TurnContext context, FilesOfTurn files, [EnumeratorCancellation] CancellationToken ct)
    {
        // What was set for this conversation stands before the agent's own.
        var asked = context.Model?.Client ?? model;
        if (asked is null || Refusal(context) is not null)
        {
            yield return new AgentUpdate.Failed(Refusal(context) ?? Reasons.NoModel);
            yield break;
        }

        var usage = new TurnUsage(time, asked.GetService<ChatClientMetadata>()?.DefaultModelId);
        var steps = journal is null ? new TurnSteps(context.Turn.Id, store: null) : await journal.OpenAsync(context.Turn.Id, ct);
        foreach (var paid in steps.Rounds)
        {
            usage.Name(paid.Model);
            usage.Add(paid.Input, paid.Output);
        }

        if (steps.Rounds.Count > 0) log.Resumed(context.Turn.Id, steps.Rounds.Count);
        var seen = await eyes.LookAsync(context with { Attachments = await files(context.Turn, ct) }, ct);
        if (seen.Context.Attachments.Count > 0) yield return new AgentUpdate.Heard(seen.Context) { Unread = seen.Context.Attachments.Any(file => file is { Text: null, Problem: null } && !seen.Shows(file)) };
        var joined = new JoinedMessages(seen.Context, other => ReadAsync(other, files, ct));
        joined.Claim(steps.Rounds);
        var shown = int.MaxValue;
        for (var start = 1; ; start++)
        {
            var turn = new ToolTurn(seen.Context, steps);
            var attempt = new AgentAttempt(asked, tools, [.. await prompts.ForAsync(seen, withTools: tools.Declarations.Count > 0, ct)], turn, joined, usage, _limits, log, time) { MaxResult = shown };
            await foreach (var update in attempt.RunAsync(ct)) yield return update;

            if (attempt.Fault is null)
            {
                if (UnnamedSources.Note(turn.Sources, attempt.Said, context.Language) is { } note) yield return new AgentUpdate.Text($"\n\n{note}") { IsAddendum = true };
                yield return attempt.Spoke || turn.Shows ? new AgentUpdate.Finished(usage.ToUsage()) { Did = DoneCalls.Write(steps) } : new AgentUpdate.Failed(attempt.ToolFailed ? Reasons.ToolFailed : Reasons.EmptyAnswer);
                yield break;
            }

            log.ModelFailed(context.Turn.Id, attempt.Fault);
            // Nothing is left to leave out but what the tools brought.
            var tooLong = attempt.Fault.Fault == ModelFault.ContextTooLong && seen.Context.History.Count == 0 && steps.Rounds.Count > 0 && shown > ShortResult;
            if (tooLong) shown = ShortResult;
            if ((tooLong ? seen.Context : Again(attempt, seen.Context, start)) is not { } next)
            {
                yield return new AgentUpdate.Failed(ReasonOf(attempt.Fault));
                yield break;
            }

            seen = seen with { Context = next };
            yield return new AgentUpdate.StartOver();
        }
    }

    /// <summary>A message that joins a running turn, with its files.</summary>
    private async Task<(TurnContext Heard, ChatMessage Message)> ReadAsync(TurnContext other, FilesOfTurn files, CancellationToken ct)
    {
        var seen = await eyes.LookAsync(other with { Attachments = await files(other.Turn, ct) }, ct);
        if (seen.Context is { Attachments.Count: > 0, Joining.Screen: { } screen } && await screen(seen.Context, ct) is { Attachments.Count: 0 } stopped) seen = new Seen(stopped, []);
        return (seen.Context, Prompts.QuestionOf(seen));
    }

    /// <summary>Why the model need not be asked.</summary>
    private static string? Refusal(TurnContext context) =>
        !Spoken.IsReadable(context) ? Reasons.UnsupportedKind
        : context.Question?.Length > MaxQuestionChars ? Reasons.ContextTooLong
        : null;

    /// <summary>What to try next, from the last whole step on; null: nothing.</summary>
    private static TurnContext? Again(AgentAttempt attempt, TurnContext context, int start)
    {
        // The memory outgrew this model: the older half goes, until the question alone is too long.
        if (attempt.Fault!.Fault == ModelFault.ContextTooLong && context.History.Count > 0)
            return context with { History = [.. context.History.Skip((context.History.Count + 1) / 2)] };
        return attempt.Began && attempt.Fault.Transient && start < MaxStarts ? context : null;
    }

    private static string ReasonOf(ModelException fault) => fault.Reason ?? fault.Fault switch
    {
        ModelFault.Filtered => Reasons.ModelFiltered,
        ModelFault.Quota or ModelFault.RateLimited => Reasons.ModelQuota,
        ModelFault.ContextTooLong => Reasons.ContextTooLong,
        ModelFault.BadRequest or ModelFault.NoTools or ModelFault.Credentials or ModelFault.UnknownModel => Reasons.ModelRefused,
        _ => Reasons.ModelDown,
    };
}
