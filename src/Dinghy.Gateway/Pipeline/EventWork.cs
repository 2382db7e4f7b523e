using Dinghy.DingTalk;
using Dinghy.DingTalk.Events;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Workflow;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Events;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Workflow;

namespace Dinghy.Gateway.Pipeline;

/// <summary>What becomes of one stored event: an approval's step, a turn for an agent, a call of a webhook. Each may run again after a crash and is done once all the same, but for the webhook, which hears an id twice then.</summary>
/// <param name="config">As loaded.</param>
/// <param name="router">The rules.</param>
/// <param name="store">Takes turns and steps.</param>
/// <param name="reception">Whose the robot is, and which it is.</param>
/// <param name="calls">Reads approvals.</param>
/// <param name="webhook">Towards the operator's own programs.</param>
/// <param name="post">Runs a turn that is stored.</param>
/// <param name="log">Named events.</param>
/// <param name="workflow">Named events of approvals.</param>
/// <param name="time">The clock.</param>
internal sealed class EventWork(
    DinghyConfig config, Router router, IGatewayStore store, Reception reception, WorkflowCalls calls, EventWebhook webhook, Action<Turn> post, EventLog log, WorkflowLog workflow, TimeProvider time)
{
    /// <summary>Waits double from a second to ten minutes: about an hour and a half.</summary>
    private const int MaxWebhookAttempts = 18;

    /// <summary>An approval begins a moment before its first task does.</summary>
    private const int MaxLooks = 6;

    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

    /// <summary>Whether a rule or the approvals want events of this type on this account.</summary>
    public static bool Wants(DinghyConfig config, string account, string type) =>
        (config.Workflow.Enabled && WorkflowConfig.Events.Contains(type, StringComparer.Ordinal))
        || config.Routing.Rules.Any(rule => rule.Event == type && (rule.Account is null or RouteRule.Any || rule.Account == account));

    /// <returns>How it ended, and by which rule; no outcome: it is tried again after <c>Later</c>, and only what was tried now counts as an attempt.</returns>
    public async Task<(TurnOutcome? Outcome, string Rule, TimeSpan Later, bool Tried)> RunAsync(StoredEvent happened, CancellationToken ct)
    {
        if (config.Accounts.FirstOrDefault(one => one.Id == happened.Account) is not { } account) return (TurnOutcome.Failed(Reasons.NoAccount), "no account", default, true);
        var body = EventBodyReader.Read(new DingTalkEvent(happened.EventId, happened.Type, happened.Data));
        var (rule, _) = await router.DecideAsync(SubjectOf(happened, body), Learned.Nothing, ct);
        var isApproval = config.Workflow.Enabled && body is ProcessInstanceEvent or ProcessTaskEvent;
        TurnOutcome outcome;
        if (isApproval)
        {
            var (approved, later) = await ApprovalAsync(account, happened, body, ct);
            if (approved is null) return (null, "workflow", later, true);
            outcome = approved.Value;
        }
        else if (rule is null)
        {
            return (TurnOutcome.Ignored(Reasons.NotWanted), "no rule", default, true);
        }
        else
        {
            outcome = rule.Agent.Length > 0 ? await TellAgentAsync(account, rule, happened, body, ct) : TurnOutcome.Answered;
        }

        var by = rule?.Path ?? "workflow";
        if (rule?.Webhook is null) return (outcome, by, default, true);
        var sent = await webhook.SendAsync(rule, happened, ct);
        if (sent.Fault is null) return (outcome, by, default, true);
        if (sent.Rest is { } rest) return (null, by, rest, false);
        if (sent.Hopeless || happened.Attempts + 1 >= MaxWebhookAttempts)
        {
            log.WebhookGivenUp(Printable.Of(happened.EventId), Printable.Of(happened.Type), by, sent.Fault, happened.Attempts + 1);
            return (TurnOutcome.Failed(Reasons.WebhookFailed), by, default, true);
        }

        var pause = TimeSpan.FromSeconds(Math.Min(s_longest.TotalSeconds, Math.Pow(2, Math.Min(happened.Attempts, 20))));
        log.WebhookLater(Printable.Of(happened.EventId), Printable.Of(happened.Type), by, sent.Fault, happened.Attempts + 2, pause.TotalSeconds);
        return (null, by, pause, true);
    }

    private static RouteSubject SubjectOf(StoredEvent happened, EventBody body) => new(
        happened.Account,
        body switch
        {
            ProcessInstanceEvent instance => instance.Originator?.Value,
            ProcessTaskEvent task => task.Approver?.Value,
            PeopleEvent { People: [var only] } => only.Value,
            ChatEvent chat => chat.Operator?.Value,
            _ => null,
        },
        body is ChatEvent group ? group.Conversation.Value : "", body is ChatEvent ? ChatKind.Group : ChatKind.Dm)
    {
        Event = happened.Type,
    };

    private async Task<TurnOutcome> TellAgentAsync(AccountConfig account, RouteRule rule, StoredEvent happened, EventBody body, CancellationToken ct)
    {
        var gone = body is ChatEvent { Change: ChatChange.Disbanded };
        if ((rule.To ?? (body is ChatEvent chat && !gone ? chat.Conversation.Value : reception.Owners.Of(KeepOf(account)) is [var owner, ..] ? owner : null)) is not { } to)
        {
            log.NoTarget(Printable.Of(happened.EventId), Printable.Of(happened.Type), rule.Path);
            return TurnOutcome.Failed(Reasons.NoTarget);
        }

        var words = EventWords.Of(new DingTalkEvent(happened.EventId, happened.Type, happened.Data), happened.Data);
        return await AddAsync(account, Errand.EventId(happened.EventId, rule.Agent), to, words, happened.CorpId, ct);
    }

    /// <summary>Null: it is looked at again a little later.</summary>
    private async Task<(TurnOutcome? Outcome, TimeSpan Later)> ApprovalAsync(AccountConfig account, StoredEvent happened, EventBody body, CancellationToken ct)
    {
        var (code, instance, change) = body switch
        {
            ProcessTaskEvent task => (task.ProcessCode, task.Instance, task.Change),
            ProcessInstanceEvent whole => (whole.ProcessCode, whole.Instance, whole.Change),
            _ => throw new InvalidOperationException("No event of an approval."),
        };
        if (config.Workflow.ProcessCodes.Count > 0 && !IsOwnLook(happened) && (code is null || !config.Workflow.ProcessCodes.Contains(code))) return (TurnOutcome.Ignored(Reasons.NotWanted), default);
        if (change is ProcessChange.Finish or ProcessChange.Cancel or ProcessChange.Terminate or ProcessChange.Delete)
        {
            var closed = await store.CloseStepsAsync(account.Id, instance.Value, (body as ProcessTaskEvent)?.Task, $"event {change.ToString().ToLowerInvariant()}", time.GetUtcNow(), ct);
            if (closed > 0) workflow.Closed(Printable.Of(instance.Value), closed, change.ToString().ToLowerInvariant());
            return (TurnOutcome.Answered, default);
        }

        if (change != ProcessChange.Start) return (TurnOutcome.Ignored(Reasons.NotWanted), default);
        if (body is ProcessTaskEvent { Task: { } id, Approver: { } approver }) return (await StepAsync(account, instance, id, approver, (body as ProcessTaskEvent)?.Title, happened, ct), default);
        return await LookAsync(account, instance, happened, ct);
    }

    /// <summary>The gateway's own, after a decision on an approval that is looked after: DingTalk's ids hold no colon.</summary>
    private static bool IsOwnLook(StoredEvent happened) => happened.EventId.StartsWith(WorkflowDesk.LookPrefix, StringComparison.Ordinal);

    /// <summary>The approval itself says whose turn it is.</summary>
    private async Task<(TurnOutcome? Outcome, TimeSpan Later)> LookAsync(AccountConfig account, ProcessInstanceId id, StoredEvent happened, CancellationToken ct)
    {
        var later = TimeSpan.FromSeconds(Math.Pow(3, Math.Min(happened.Attempts, 6)));
        try
        {
            var instance = await calls.ReadAsync(account.Id, id, tries: 1, ct);
            var open = instance.Tasks.Where(task => task is { Status: ProcessTaskStatus.Running, Approver: not null }).ToList();
            if (open.Count == 0) return instance.Status == ProcessStatus.Running && happened.Attempts < MaxLooks ? (null, later) : (TurnOutcome.Ignored(Reasons.StepOver), default);
            workflow.Found(Printable.Of(id.Value), open.Count);
            foreach (var task in open) await StepAsync(account, id, task.Id, task.Approver!.Value, instance.Title, happened, ct);
            return (TurnOutcome.Answered, default);
        }
        catch (DingTalkApiException e)
        {
            calls.Tell(id, 0, "show the approval", e);
            return e.Fault is DingTalkFault.Permission or DingTalkFault.NotFound or DingTalkFault.Invalid or DingTalkFault.Credentials || happened.Attempts >= MaxLooks
                ? (TurnOutcome.Failed(Reasons.WorkflowUnread), default)
                : (null, later);
        }
    }

    private Task<TurnOutcome> StepAsync(AccountConfig account, ProcessInstanceId instance, long task, StaffId approver, string? title, StoredEvent happened, CancellationToken ct) =>
        AddAsync(account, Errand.ApprovalId(instance, task), approver.Value, title is { Length: > 0 } ? title : "审批", happened.CorpId, ct);

    /// <summary>Once: the same errand is the same message.</summary>
    private async Task<TurnOutcome> AddAsync(AccountConfig account, string id, string to, string text, string? corp, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var payload = Errand.Payload(id, to, text, corp ?? account.CorpId, now);
        if (RobotMessageReader.Read(payload).Message is not { } message) return TurnOutcome.Failed(Reasons.Malformed);
        var keep = await reception.Robots.KeepOfAsync(account, message, ct);
        await store.AddTurnAsync(new NewTurn(account.Id, ConversationKey.Of(account, message, keep), now, payload, message), post, ct);
        return TurnOutcome.Answered;
    }

    private string KeepOf(AccountConfig account) => reception.Robots.KeepsOf(account) is [.., var last] ? last : account.Id;
}
