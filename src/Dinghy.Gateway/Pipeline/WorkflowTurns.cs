using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Dinghy.DingTalk;
using Dinghy.DingTalk.Workflow;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Budgets;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Events;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools;
using Dinghy.Gateway.Workflow;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Brings the files of a form.</summary>
internal delegate Task<IReadOnlyList<Attachment>> FilesOfForm(Turn turn, IReadOnlyList<WantedFile> wanted, CancellationToken ct);

/// <summary>
/// One step of an approval, as a turn: form and files are read, checked against the operator's rules, and shown to the approver with buttons. What can not
/// be had is left out, not waited for: without a model the approver still gets the form. Everything before the answer's commit may run again.
/// </summary>
/// <param name="config">What the configuration says of it, and the agents.</param>
/// <param name="desk">Carries the agent's own decisions, where it may make any.</param>
/// <param name="calls">Reads approvals.</param>
/// <param name="agents">Asked about the form: made without tools that leave something behind.</param>
/// <param name="files">Fetches what is attached.</param>
/// <param name="budgets">A summary costs like any answer.</param>
/// <param name="log">Named events.</param>
/// <param name="time">The clock.</param>
internal sealed class WorkflowTurns(DinghyConfig config, WorkflowDesk desk, WorkflowCalls calls, AgentRoster agents, FilesOfForm files, SpendMeter budgets, WorkflowLog log, TimeProvider time)
{
    /// <summary>Waits between them double from a second to two minutes: about a quarter of an hour.</summary>
    private const int ReadTries = 12;

    private const int MaxFiles = 10;

    public Route RouteOf(Turn turn) => new(config.Workflow.Agent ?? config.Routing.Rules.FirstOrDefault(rule => Names(rule, turn.Account))?.Agent ?? config.Routing.DefaultAgent, "workflow");

    public async IAsyncEnumerable<AgentUpdate> RunAsync(Errand.OfApproval errand, TurnContext context, Payer payer, [EnumeratorCancellation] CancellationToken ct)
    {
        if (await DecidedBeforeAsync(errand, context, ct) is { } before)
        {
            context.Ready?.TrySetResult();
            yield return new AgentUpdate.Text(before);
            yield return new AgentUpdate.Finished();
            yield break;
        }

        var (step, instance, end) = await OpenAsync(errand, context, ct);
        if (step is null || instance is null)
        {
            yield return new AgentUpdate.Failed(end);
            yield break;
        }

        var (policy, problem) = PolicyFile.Read(config.Workflow.Policy);
        if (problem is not null) log.NoPolicy(problem);
        var form = FormWords.Files(instance);
        var attached = form.Count == 0 ? [] : await files(context.Turn, Wanted(context.Turn.Account, instance, form), ct);
        var (review, usage, reason, read) = await AskAsync(instance, policy, attached, context, payer, ct);
        if (reason is not null) log.NotSummarised(Printable.Of(instance.Id.Value), step.Task, reason);
        else await desk.Store.AdviseStepAsync(step.Id, review!.Advice.ToString().ToLowerInvariant(), ct);

        // Everything that the decision would rest on must have been read.
        var whole = policy is not null && ReviewPrompt.IsWhole(instance, policy) && read && form.Count <= MaxFiles;
        var words = new StringBuilder(FormWords.Head(instance, context.Language)).Append("\n\n");
        words.Append(review?.Text is { Length: > 0 } text ? $"{text}\n\n**{WorkflowSentences.Advice(review.Advice, context.Language)}**" : WorkflowSentences.NoSummary(FormWords.Of(instance), context.Language));
        if (whole && review is not null && MayDecide(review.Advice) && await DecideAsync(step, review, context, ct) is { } decided)
        {
            context.Ready?.TrySetResult();
            yield return new AgentUpdate.Text($"{words}\n\n{decided}");
            yield return new AgentUpdate.Finished(usage);
            yield break;
        }

        log.Summarised(Printable.Of(instance.Id.Value), step.Task, context.Turn.Id, review?.Advice.ToString().ToLowerInvariant() ?? "nothing");
        context.Ready?.TrySetResult();
        yield return new AgentUpdate.Text($"{words}\n\n{WorkflowSentences.HowTo(step.Code, context.Language)}");
        var ((agree, reject), (yes, no)) = (WorkflowSentences.Buttons(context.Language), WorkflowSentences.Commands(step.Code, context.Language));
        yield return new AgentUpdate.Offer(new ChoiceOffer("", [new Choice(agree, yes), new Choice(reject, no)]));
        yield return new AgentUpdate.Finished(usage);
    }

    /// <summary>The agent decided in this very turn, and the program ended before it was said: what became of it is looked up and told, and nothing is asked again.</summary>
    /// <returns>Null: it did not, or DingTalk did not take it and the approver is asked as usual.</returns>
    private async Task<string?> DecidedBeforeAsync(Errand.OfApproval errand, TurnContext context, CancellationToken ct)
    {
        var found = await desk.Store.FindStepAsync(context.Turn.Account, errand.Instance.Value, errand.Task, ct);
        if (found is not { State: not WorkflowState.Asked } step || step.TurnId != context.Turn.Id || step.DecidedIn != context.Turn.Id) return null;
        var end = await desk.DecideAsync(step, step.Agree ?? false, step.Remark, step.DecidedBy ?? $"agent:{context.Route.Agent}", context.Turn.Id, ct);
        return Told(end, step, context) is { } words ? $"**{step.Title}**\n\n{words}" : null;
    }

    /// <returns>The step and the approval, or how the turn ends without them.</returns>
    private async Task<(WorkflowStep? Step, ProcessInstance? Instance, string End)> OpenAsync(Errand.OfApproval errand, TurnContext context, CancellationToken ct)
    {
        ProcessInstance instance;
        try
        {
            instance = await calls.ReadAsync(context.Turn.Account, errand.Instance, ReadTries, ct);
        }
        catch (DingTalkApiException e)
        {
            calls.Tell(errand.Instance, errand.Task, "show the approval", e);
            return (null, null, Reasons.WorkflowUnread);
        }

        var person = context.Turn.Message.Sender?.Value;
        if (instance.Status != ProcessStatus.Running || instance.Task(errand.Task) is not { Status: ProcessTaskStatus.Running, Approver: { } approver } || approver.Value != person)
        {
            log.Over(Printable.Of(errand.Instance.Value), errand.Task, "it is decided already, or somebody else's");
            return (null, null, Reasons.StepOver);
        }

        var step = await desk.Store.OpenStepAsync(
            new WorkflowStep
            {
                Account = context.Turn.Account, Instance = errand.Instance.Value, Task = errand.Task, Approver = person, Code = RandomNumberGenerator.GetString("0123456789", 6),
                Title = Fence.Label(instance.Title, 200), TurnId = context.Turn.Id, CreatedAt = time.GetUtcNow(),
            },
            ct);
        var open = step.TurnId == context.Turn.Id && (step.State == WorkflowState.Asked || (step.State == WorkflowState.Deciding && step.DecidedIn == context.Turn.Id));
        if (open) return (step, instance, "");
        log.Over(Printable.Of(errand.Instance.Value), errand.Task, "it was summarised before");
        return (null, null, Reasons.StepOver);
    }

    private List<WantedFile> Wanted(string account, ProcessInstance instance, IReadOnlyList<FormAttachment> form) =>
    [
        .. form.Take(MaxFiles).Select((file, i) => new WantedFile(i + 1, AttachmentKind.Document, SafeName.Of(file.FileName, "file"), DownloadCode: null, Quoted: false)
        {
            Address = ct => calls.AddressAsync(account, instance.Id, file.FileId, ct),
        }),
    ];

    /// <returns>Read: nothing that is attached was cut, or could not be had, seen or described.</returns>
    private async Task<(Review? Review, AgentUsage? Usage, string? Reason, bool Read)> AskAsync(
        ProcessInstance instance, string? policy, IReadOnlyList<Attachment> attached, TurnContext context, Payer payer, CancellationToken ct)
    {
        if (budgets.Refusal(payer) is { } refused) return (null, null, refused, Read: false);
        var asked = context with { Question = ReviewPrompt.Of(instance, policy, context.Language), Attachments = attached };
        var (words, addendum, read) = (new StringBuilder(), "", attached.Count == 0);
        await foreach (var update in agents.RunAsync(asked, (_, _) => Task.FromResult(attached), ct))
        {
            switch (update)
            {
                case AgentUpdate.Text { IsAddendum: true } more: addendum = more.Delta; break;
                case AgentUpdate.Text more: words.Append(more.Delta); break;
                case AgentUpdate.Heard heard: read = !heard.Unread && heard.Context.Attachments.All(file => file.Problem is null && !file.Cut); break;
                case AgentUpdate.StartOver: (words, addendum) = (words.Clear(), ""); break;
                case AgentUpdate.Failed failed: return (null, null, failed.Reason, Read: false);
                case AgentUpdate.Finished finished: return (ReviewPrompt.Read(words.ToString(), addendum), finished.Usage, null, read);
                default: break;
            }
        }

        return (null, null, Reasons.Stopped, Read: false);
    }

    private static bool Names(RouteRule rule, string account) =>
        rule.Agent.Length > 0 && rule.Event is { } kind && WorkflowConfig.Events.Contains(kind, StringComparer.Ordinal) && (rule.Account is null or RouteRule.Any || rule.Account == account);

    private bool MayDecide(Advice advice) => (advice, config.Workflow.Decides) is
        (Advice.Agree, OwnDecision.Agree or OwnDecision.Both) or (Advice.Refuse, OwnDecision.Refuse or OwnDecision.Both);

    /// <summary>Null: it was not taken, and the approver is asked as usual.</summary>
    private async Task<string?> DecideAsync(WorkflowStep step, Review review, TurnContext context, CancellationToken ct)
    {
        var agree = review.Advice == Advice.Agree;
        var end = await desk.DecideAsync(step, agree, WorkflowSentences.OwnRemark(agree, context.Language), $"agent:{context.Route.Agent}", context.Turn.Id, ct);
        return Told(end, step, context);
    }

    private static string? Told(DecisionEnd end, WorkflowStep step, TurnContext context) => end switch
    {
        DecisionEnd.Done done => WorkflowSentences.DecidedForYou(done.Agreed, context.Language),
        DecisionEnd.NotTaken => null,
        _ => WorkflowSentences.Said(end, step, context.Language),
    };
}
