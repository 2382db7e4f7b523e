using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;

namespace Dinghy.Admin;

/// <summary>Schedules as the operator handles them, while the gateway runs or not.</summary>
/// <param name="desk">Makes and changes them.</param>
/// <param name="config">The one that holds now.</param>
/// <param name="runNow">Null: no gateway runs, and nothing can be run.</param>
internal sealed class ScheduleOffice(ScheduleDesk desk, Func<DinghyConfig> config, Func<Schedule, CancellationToken, Task<bool>>? runNow)
{
    private const int MostRuns = 100;

    private static ScheduleViewer Operator => ScheduleViewer.Operator;

    /// <summary>Null: whoever is at the machine, or an owner. Else an operator, who acts in no other name than their own.</summary>
    public ScheduleOperator? By { get; init; }

    public async Task<ScheduleListReport> ListAsync(CancellationToken ct) => new([.. (await desk.ListAsync(Operator, ct)).Select(one => ScheduleReport.Of(one))]);

    public async Task<ScheduleRunsReport> RunsAsync(long id, CancellationToken ct) => await desk.FindAsync(id, Operator, ct) is { } schedule
        ? new([.. (await desk.RunsAsync(id, MostRuns, ct)).Select(ScheduleRunReport.Of)], schedule.Zone, null)
        : new([], null, Missing(id).Problem);

    public async Task<ScheduleAnswerReport> AddAsync(ScheduleOrder order, CancellationToken ct)
    {
        var accounts = config().Accounts;
        var account = order.Account is { } named ? accounts.FirstOrDefault(one => one.Id == named) : accounts is [var only] ? only : null;
        if (account is null) return ScheduleAnswerReport.No(WhichAccount(order.Account, [.. accounts.Select(one => one.Id)]));
        if (By is { } by && by.Account != account.Id) return ScheduleAnswerReport.No($"You are known to the robot {by.Account}: make schedules for that one, or let an owner do it.");
        if (By is { } me && order.Owner is { Length: > 0 } other && other != me.StaffId) return ScheduleAnswerReport.No("Only an owner makes schedules in the name of somebody else.");
        if (order.To is not { Length: > 0 } to) return ScheduleAnswerReport.No("Say to whom with --to: a staff id, or a group's openConversationId (cid…).");
        if (order is not { Kind: { } kind, Spec: { } spec, Message: { } message }) return ScheduleAnswerReport.No("Give --message and one of --cron, --every and --at.");
        if (Unknown(order.Agent) is { } problem) return problem;
        var wish = new ScheduleWish(KindOf(kind), spec, message)
        {
            Name = order.Name ?? "", Zone = order.TimeZone, IsText = order.SayAsIs == true, Remembers = order.Session == "main", CatchUp = CatchUpOf(order.CatchUp), Agent = order.Agent,
        };
        return ScheduleAnswerReport.Of(await desk.CreateAsync(wish, ScheduleTarget.Of(account.Id, to) with { Owner = By?.StaffId ?? order.Owner ?? "" }, Operator, ct));
    }

    public async Task<ScheduleAnswerReport> EditAsync(long id, ScheduleOrder order, CancellationToken ct) => await ForeignAsync(id, ct) ?? Unknown(order.Agent) ?? ScheduleAnswerReport.Of(await desk.EditAsync(
        id,
        one => new ScheduleWish(order.Kind is { } kind ? KindOf(kind) : one.Kind, order.Spec ?? one.Spec, order.Message ?? one.Message)
        {
            Name = order.Name ?? one.Name,
            Zone = order.TimeZone ?? one.Zone,
            IsText = order.SayAsIs ?? one.IsText,
            Remembers = order.Session is { } session ? session == "main" : one.Remembers,
            CatchUp = order.CatchUp is { } catchUp ? CatchUpOf(catchUp) : one.CatchUp,
            Agent = order.Agent,
        },
        Operator, ct));

    /// <param name="action"><c>rm</c>, <c>enable</c>, <c>disable</c> or <c>run</c>.</param>
    /// <param name="id">Which.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <returns>Null: no such action.</returns>
    public async Task<ScheduleAnswerReport?> DoAsync(string action, long id, CancellationToken ct)
    {
        switch (action)
        {
            case "rm":
                return await desk.CancelAsync(id, Operator, ct) is { } gone ? new(ScheduleReport.Of(gone), null) : Missing(id);
            case "enable" or "disable":
                return ScheduleAnswerReport.Of(await desk.EnableAsync(id, action == "enable", Operator, ct));
            case "run":
                if (await desk.FindAsync(id, Operator, ct) is not { } one) return Missing(id);
                if (runNow is null) return ScheduleAnswerReport.No("No gateway runs on this home.");
                return await runNow(one, ct) ? new(ScheduleReport.Of(one), null) : ScheduleAnswerReport.No("It was due at this very moment.");
            default:
                return null;
        }
    }

    /// <summary>Its words would be said, or run, in the name of whoever owns it.</summary>
    private async Task<ScheduleAnswerReport?> ForeignAsync(long id, CancellationToken ct) =>
        By is { } me && await desk.FindAsync(id, Operator, ct) is { } one && !(one.Owner == me.StaffId && me.Keeps.Contains(one.Account, StringComparer.Ordinal))
            ? ScheduleAnswerReport.No("It runs in the name of somebody else: only an owner changes it.") : null;

    private ScheduleAnswerReport? Unknown(string? agent) => agent is null || config().Agents.Find(agent) is not null ? null : ScheduleAnswerReport.No($"There is no agent {agent}.");

    private static string WhichAccount(string? named, IReadOnlyList<string> accounts) =>
        accounts.Count == 0 ? "No DingTalk robot is configured that could say it: set channels.dingtalk.client_id and client_secret."
        : named is null ? $"Name the robot with --account: there are {string.Join(", ", accounts)}."
        : $"There is no account {named}; there are {string.Join(", ", accounts)}.";

    private static ScheduleAnswerReport Missing(long id) => ScheduleAnswerReport.No($"There is no schedule {id}.");

    private static SpecKind KindOf(string word) => word switch { "cron" => SpecKind.Cron, "every" => SpecKind.Every, _ => SpecKind.At };

    private static CatchUp CatchUpOf(string? word) => word switch { "skip" => CatchUp.Skip, "all" => CatchUp.All, _ => CatchUp.Once };
}

/// <summary>Who is no owner, and may run things.</summary>
/// <param name="StaffId">Theirs.</param>
/// <param name="Account">Of the robot that knows them.</param>
/// <param name="Keeps">Names under which that robot's things are kept.</param>
internal sealed record ScheduleOperator(string StaffId, string Account, IReadOnlyList<string> Keeps);
