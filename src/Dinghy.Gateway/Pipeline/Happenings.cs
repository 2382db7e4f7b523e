using Dinghy.DingTalk;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Workflow;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Budgets;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Events;
using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Workflow;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Puts the rooms of events and of DingTalk's approvals together: one for the whole process.</summary>
internal sealed class Happenings : IAsyncDisposable
{
    private readonly IGatewayStore _store;
    private readonly Reception _reception;
    private readonly Action<Turn> _post;
    private readonly TimeProvider _time;
    private readonly EventLog _log;
    private readonly WorkflowLog _workflow;
    private readonly EventWebhook _webhook;
    private readonly WorkflowCalls _calls;
    private readonly Func<string, AccountRoads?> _roads;
    private readonly Func<string> _language;
    private readonly WorkflowWatch _watch;

    /// <param name="store">The ledger.</param>
    /// <param name="apis">Of an account; null once it left the configuration.</param>
    /// <param name="reception">Whose the robots are.</param>
    /// <param name="post">Runs a turn that is stored.</param>
    /// <param name="parts">Logs, time, and the gate before every call.</param>
    /// <param name="roads">Of an account, towards approvers.</param>
    /// <param name="language">As configured.</param>
    public Happenings(IGatewayStore store, Func<string, WorkflowApi?> apis, Reception reception, Action<Turn> post, GatewayParts parts, Func<string, AccountRoads?> roads, Func<string> language)
    {
        (_store, _reception, _post, _time, _roads, _language) = (store, reception, post, parts.Time, roads, language);
        _log = new EventLog(parts.Loggers.CreateLogger<EventLog>());
        _workflow = new WorkflowLog(parts.Loggers.CreateLogger<WorkflowLog>());
        _webhook = new EventWebhook(parts.Time);
        _calls = new WorkflowCalls(apis, parts.Gate, _workflow, parts.Time);
        Desk = new WorkflowDesk(store, _calls, _workflow, parts.Time) { Decided = Next, NotCarried = TellAsync };
        Runner = new EventRunner(store, _log, parts.Time);
        _watch = new WorkflowWatch(store, Desk, _workflow, parts.Time);
    }

    /// <summary>Carries decisions to DingTalk.</summary>
    public WorkflowDesk Desk { get; }

    public EventRunner Runner { get; }

    /// <summary>Made anew with each configuration.</summary>
    /// <param name="config">As loaded.</param>
    /// <param name="agents">Without tools that leave something behind.</param>
    /// <param name="files">Fetches what is attached to forms.</param>
    /// <param name="budgets">Summaries cost.</param>
    public WorkflowTurns Turns(DinghyConfig config, AgentRoster agents, FilesOfForm files, SpendMeter budgets) =>
        new(config, Desk, _calls, agents, files, budgets, _workflow, _time);

    /// <summary>From the next event on.</summary>
    public void Use(DinghyConfig config, Router router) => Runner.Use(new EventWork(config, router, _store, _reception, _calls, _webhook, _post, _log, _workflow, _time));

    /// <summary>For one account, whichever way its events come: a frame, or a decrypted body.</summary>
    public EventDoor Door(AccountConfig account, DinghyConfig config, OrganisationDirectory? directory, PipelineLog log, GatewayMetrics metrics) =>
        new(account, type => EventWork.Wants(config, account.Id, type), _store, directory, Runner.Look, _log, log, metrics, _time);

    /// <summary>After the turns of before were taken up: what they left behind is known then.</summary>
    public void Start()
    {
        Runner.Start();
        _watch.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        await Runner.DisposeAsync();
        _webhook.Dispose();
    }

    private async Task TellAsync(WorkflowStep step)
    {
        if (_roads(step.Account) is not { } road) return;
        try
        {
            var keep = (await _store.TraceAsync(step.TurnId, CancellationToken.None))?.Turn.Keep ?? step.Account;
            var language = await new KnownLanguage(_store, _language()).OfAsync(keep, step.Approver, CancellationToken.None);
            await road.TellAsync(new StaffId(step.Approver), new RobotText(WorkflowSentences.NotCarried(step, language)), CancellationToken.None);
        }
        catch (DingTalkApiException e)
        {
            _workflow.NotTold(Printable.Of(step.Instance), step.Task, Printable.Of(e.Code));
        }
    }

    /// <summary>An approval that was agreed to goes on with its next approver, also where only the events of whole approvals are subscribed.</summary>
    private async Task Next(WorkflowStep step)
    {
        var id = $"{WorkflowDesk.LookPrefix}{step.Instance}:{step.Task}";
        var data = new ProcessStarted(step.Instance).ToJson();
        if (await _store.AddEventAsync(new StoredEvent { Account = step.Account, EventId = id, Type = WorkflowConfig.Events[0], Data = data, ReceivedAt = _time.GetUtcNow() }, CancellationToken.None)) Runner.Look();
    }
}
