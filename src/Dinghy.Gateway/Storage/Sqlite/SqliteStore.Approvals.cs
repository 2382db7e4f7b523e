using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    private const string ApprovalColumns =
        "id, code, account, chat, person, agent, tool, arguments, owners_only, state, turn_id, created_at, expires_at, decided_by, decided_in, result";

    public Task<ToolApproval> AskApprovalAsync(NewToolApproval asked, CancellationToken ct) => _writer.WriteAsync(
        session =>
        {
            session.Execute(
                """
                INSERT INTO tool_approvals (code, account, chat, person, agent, tool, arguments, owners_only, state, turn_id, created_at, expires_at)
                VALUES (@1, @2, @3, @4, @5, @6, @7, @8, 'pending', @9, @10, @11) ON CONFLICT (turn_id, tool, arguments) DO NOTHING
                """,
                asked.Code, asked.Account, asked.Chat, asked.Person, asked.Agent, asked.Tool, asked.Arguments, asked.OwnersOnly ? 1 : 0, asked.TurnId,
                asked.CreatedAt.ToUnixTimeMilliseconds(), asked.ExpiresAt.ToUnixTimeMilliseconds());
            return session.Query(
                $"SELECT {ApprovalColumns} FROM tool_approvals WHERE turn_id = @1 AND tool = @2 AND arguments = @3", ReadApproval, asked.TurnId, asked.Tool, asked.Arguments).Single();
        },
        committed: null, ct);

    public Task<ToolApproval?> FindApprovalAsync(string account, string chat, string code, CancellationToken ct) => ReadAsync(
        session => session.Query(
            $"SELECT {ApprovalColumns} FROM tool_approvals WHERE account = @1 AND chat = @2 AND code = @3 ORDER BY id DESC LIMIT 1", ReadApproval, account, chat, code).FirstOrDefault(),
        ct);

    public Task<IReadOnlyList<ToolApproval>> WaitingApprovalsAsync(string account, string chat, DateTimeOffset now, CancellationToken ct) => ReadAsync<IReadOnlyList<ToolApproval>>(
        session => session.Query(
            $"SELECT {ApprovalColumns} FROM tool_approvals WHERE account = @1 AND chat = @2 AND state = 'pending' AND expires_at > @3 ORDER BY id LIMIT 20",
            ReadApproval, account, chat, now.ToUnixTimeMilliseconds()),
        ct);

    public Task<bool> DecideApprovalAsync(long id, ApprovalState state, string by, long turnId, DateTimeOffset at, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute(
            "UPDATE tool_approvals SET state = @2, decided_by = @3, decided_in = @4, decided_at = @5 WHERE id = @1 AND state = 'pending' AND expires_at > @5",
            id, Wire(state), by, turnId, at.ToUnixTimeMilliseconds()) == 1,
        committed: null, ct);

    public Task<bool> EndApprovalAsync(long id, ApprovalState state, string? result, DateTimeOffset at, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute(
            "UPDATE tool_approvals SET state = @2, result = @3, ended_at = @4 WHERE id = @1 AND state = 'running'", id, Wire(state), result, at.ToUnixTimeMilliseconds()) == 1,
        committed: null, ct);

    public Task<int> PruneApprovalsAsync(DateTimeOffset before, int limit, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute(
            "DELETE FROM tool_approvals WHERE id IN (SELECT id FROM tool_approvals WHERE created_at < @1 ORDER BY id LIMIT @2)", before.ToUnixTimeMilliseconds(), limit),
        committed: null, ct);

    private static ToolApproval ReadApproval(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Code = row.GetString(1),
        Account = row.GetString(2),
        Chat = row.GetString(3),
        Person = row.GetString(4),
        Agent = row.GetString(5),
        Tool = row.GetString(6),
        Arguments = row.GetString(7),
        OwnersOnly = row.GetInt64(8) == 1,
        State = row.GetString(9) switch
        {
            "pending" => ApprovalState.Pending,
            "running" => ApprovalState.Running,
            "done" => ApprovalState.Done,
            "failed" => ApprovalState.Failed,
            "denied" => ApprovalState.Denied,
            _ => ApprovalState.Unknown,
        },
        TurnId = row.GetInt64(10),
        CreatedAt = Time(row, 11),
        ExpiresAt = Time(row, 12),
        DecidedBy = row.IsDBNull(13) ? null : row.GetString(13),
        DecidedIn = row.IsDBNull(14) ? null : row.GetInt64(14),
        Result = row.IsDBNull(15) ? null : row.GetString(15),
    };

    private static string Wire(ApprovalState state) => state.ToString().ToLowerInvariant();
}
