using System.Globalization;
using Dinghy.Gateway.Audit;
using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    private const string StepColumns =
        "id, account, instance, task, approver, code, title, turn_id, state, advice, agree, remark, decided_by, decided_in, created_at";

    public Task<WorkflowStep> OpenStepAsync(WorkflowStep step, CancellationToken ct) => _writer.WriteAsync(
        session =>
        {
            session.Execute(
                """
                INSERT INTO workflow_steps (account, instance, task, approver, code, title, turn_id, state, created_at)
                VALUES (@1, @2, @3, @4, @5, @6, @7, 'asked', @8) ON CONFLICT (account, instance, task) DO NOTHING
                """,
                step.Account, step.Instance, step.Task, step.Approver, step.Code, step.Title, step.TurnId, step.CreatedAt.ToUnixTimeMilliseconds());
            return Step(session, step.Account, step.Instance, step.Task)!;
        },
        committed: null, ct);

    public Task<WorkflowStep?> FindStepAsync(string account, string approver, string code, CancellationToken ct) => ReadAsync(
        session => session.Query(
            $"SELECT {StepColumns} FROM workflow_steps WHERE account = @1 AND approver = @2 AND code = @3 ORDER BY id DESC LIMIT 1", ReadWorkflowStep, account, approver, code).FirstOrDefault(),
        ct);

    public Task<WorkflowStep?> FindStepAsync(string account, string instance, long task, CancellationToken ct) => ReadAsync(session => Step(session, account, instance, task), ct);

    public Task<IReadOnlyList<WorkflowStep>> WaitingStepsAsync(string account, string approver, int limit, CancellationToken ct) => ReadAsync<IReadOnlyList<WorkflowStep>>(
        session => session.Query(
            $"SELECT {StepColumns} FROM workflow_steps WHERE account = @1 AND approver = @2 AND state IN ('asked', 'deciding') ORDER BY id DESC LIMIT @3", ReadWorkflowStep, account, approver, limit),
        ct);

    public Task AdviseStepAsync(long id, string advice, CancellationToken ct) =>
        WriteAsync(session => session.Execute("UPDATE workflow_steps SET advice = @2 WHERE id = @1", id, advice), ct);

    public Task<bool> DecideStepAsync(long id, bool agree, string? remark, string by, long turnId, DateTimeOffset at, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute(
            "UPDATE workflow_steps SET state = 'deciding', agree = @2, remark = @3, decided_by = @4, decided_in = @5, decided_at = @6 WHERE id = @1 AND state = 'asked'",
            id, agree ? 1 : 0, remark, by, turnId, at.ToUnixTimeMilliseconds()) == 1,
        committed: null, ct);

    public Task<bool> EndStepAsync(long id, WorkflowState state, string? note, DateTimeOffset at, CancellationToken ct) => WriteAuditedAsync<bool>(
        session =>
        {
            if (session.Execute(
                "UPDATE workflow_steps SET state = @2, note = @3, decided_at = @4 WHERE id = @1 AND state IN ('asked', 'deciding')", id, Word(state), note, at.ToUnixTimeMilliseconds()) == 0) return (false, []);
            var step = session.Query($"SELECT {StepColumns} FROM workflow_steps WHERE id = @1", ReadWorkflowStep, id)[0];
            return (true, [Append(session, Ended(step, note), at)]);
        },
        ct);

    public Task<int> CloseStepsAsync(string account, string instance, long? task, string note, DateTimeOffset at, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute(
            "UPDATE workflow_steps SET state = 'elsewhere', note = @4, decided_at = @5 WHERE account = @1 AND instance = @2 AND (@3 IS NULL OR task = @3) AND state = 'asked'",
            account, instance, task, note, at.ToUnixTimeMilliseconds()),
        committed: null, ct);

    public Task<IReadOnlyList<WorkflowStep>> StrandedStepsAsync(int limit, CancellationToken ct) => ReadAsync<IReadOnlyList<WorkflowStep>>(
        session => session.Query(
            $"SELECT {StepColumns} FROM workflow_steps WHERE state = 'deciding' AND NOT EXISTS (SELECT 1 FROM turns WHERE turns.id = decided_in AND turns.state <> 'closed') ORDER BY id LIMIT @1", ReadWorkflowStep, limit),
        ct);

    public Task<int> PruneStepsAsync(DateTimeOffset before, int limit, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute(
            "DELETE FROM workflow_steps WHERE id IN (SELECT id FROM workflow_steps WHERE created_at < @1 ORDER BY created_at LIMIT @2)", before.ToUnixTimeMilliseconds(), limit),
        committed: null, ct);

    /// <summary>What was decided elsewhere, nobody of ours decided.</summary>
    private static AuditEvent Ended(WorkflowStep step, string? note)
    {
        var kind = step.State switch { WorkflowState.Agreed => AuditKinds.WorkflowApproved, WorkflowState.Refused => AuditKinds.WorkflowRejected, _ => AuditKinds.WorkflowEnded };
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["task"] = step.Task.ToString(CultureInfo.InvariantCulture), ["approver"] = step.Approver, ["state"] = Word(step.State), ["note"] = note ?? "",
        };
        return new AuditEvent(kind, step.State == WorkflowState.Elsewhere ? "dingtalk" : step.DecidedBy ?? step.Approver, step.Account, step.Instance) { Facts = facts };
    }

    private static WorkflowStep? Step(SqliteSession session, string account, string instance, long task) =>
        session.Query($"SELECT {StepColumns} FROM workflow_steps WHERE account = @1 AND instance = @2 AND task = @3", ReadWorkflowStep, account, instance, task).FirstOrDefault();

    private static WorkflowStep ReadWorkflowStep(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Account = row.GetString(1),
        Instance = row.GetString(2),
        Task = row.GetInt64(3),
        Approver = row.GetString(4),
        Code = row.GetString(5),
        Title = row.GetString(6),
        TurnId = row.GetInt64(7),
        State = Enum.Parse<WorkflowState>(row.GetString(8), ignoreCase: true),
        Advice = row.IsDBNull(9) ? null : row.GetString(9),
        Agree = row.IsDBNull(10) ? null : row.GetInt64(10) == 1,
        Remark = row.IsDBNull(11) ? null : row.GetString(11),
        DecidedBy = row.IsDBNull(12) ? null : row.GetString(12),
        DecidedIn = row.IsDBNull(13) ? null : row.GetInt64(13),
        CreatedAt = Time(row, 14),
    };
}
