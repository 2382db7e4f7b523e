using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dinghy.Gateway.Audit;
using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    private const string ApprovalColumns =
        "id, code, account, chat, person, agent, tool, arguments, owners_only, state, turn_id, created_at, expires_at, decided_by, decided_in, result, approvers, rule, conversation, origin, decided_at";

    public async Task<ToolApproval> AskApprovalAsync(NewToolApproval asked, Action<Turn>? stored, CancellationToken ct)
    {
        IReadOnlyList<Turn> questions = [];
        var kept = await WriteAuditedAsync<ToolApproval>(
            session =>
            {
                var fresh = session.Execute(
                    """
                    INSERT INTO tool_approvals (code, account, chat, person, agent, tool, arguments, owners_only, state, turn_id, created_at, expires_at, approvers, rule, conversation, origin)
                    VALUES (@1, @2, @3, @4, @5, @6, @7, @8, 'pending', @9, @10, @11, @12, @13, @14, @15) ON CONFLICT (turn_id, tool, arguments) DO NOTHING
                    """,
                    asked.Code, asked.Account, asked.Chat, asked.Person, asked.Agent, asked.Tool, asked.Arguments, asked.OwnersOnly ? 1 : 0, asked.TurnId,
                    asked.CreatedAt.ToUnixTimeMilliseconds(), asked.ExpiresAt.ToUnixTimeMilliseconds(), asked.Approvers, asked.Rule, asked.Conversation, asked.Origin) > 0;
                var approval = session.Query(
                    $"SELECT {ApprovalColumns} FROM tool_approvals WHERE turn_id = @1 AND tool = @2 AND arguments = @3", ReadApproval, asked.TurnId, asked.Tool, asked.Arguments).Single();
                questions = fresh ? [.. asked.Questions(approval).Select(question => Insert(session, question)).OfType<Turn>()] : [];
                return (approval, fresh ? [Append(session, Happened(AuditKinds.ToolAsked, approval, approval.Person, ("approvers", approval.Approvers?.Replace('\n', ' ')), ("rule", approval.Rule)), asked.CreatedAt)] : []);
            },
            ct);
        foreach (var question in questions) stored?.Invoke(question);
        return kept;
    }

    public Task<ToolApproval?> FindApprovalAsync(string account, string chat, string code, CancellationToken ct) => ReadAsync(
        session => session.Query(
            $"SELECT {ApprovalColumns} FROM tool_approvals WHERE account = @1 AND chat = @2 AND code = @3 ORDER BY id DESC LIMIT 1", ReadApproval, account, chat, code).FirstOrDefault(),
        ct);

    public Task<ToolApproval?> FindApprovalAsync(long id, CancellationToken ct) => ReadAsync(session => FindApproval(session, id), ct);

    public Task<ToolApproval?> FindAskedApprovalAsync(string account, string person, string code, CancellationToken ct) => ReadAsync(
        session => session.Query(
            $"SELECT {ApprovalColumns} FROM tool_approvals WHERE account = @1 AND code = @2 AND approvers IS NOT NULL ORDER BY id DESC LIMIT 20", ReadApproval, account, code)
            .FirstOrDefault(approval => approval.Asked.Contains(person, StringComparer.Ordinal)),
        ct);

    public Task<IReadOnlyList<ToolApproval>> AskedElsewhereAsync(DateTimeOffset now, CancellationToken ct) => ReadAsync<IReadOnlyList<ToolApproval>>(
        session => session.Query(
            $"SELECT {ApprovalColumns} FROM tool_approvals WHERE state = 'pending' AND approvers IS NOT NULL AND expires_at > @1 ORDER BY id", ReadApproval, now.ToUnixTimeMilliseconds()),
        ct);

    public Task<IReadOnlyList<ToolApproval>> WaitingApprovalsAsync(string account, string chat, DateTimeOffset now, CancellationToken ct) => ReadAsync<IReadOnlyList<ToolApproval>>(
        session => session.Query(
            $"SELECT {ApprovalColumns} FROM tool_approvals WHERE account = @1 AND chat = @2 AND state = 'pending' AND expires_at > @3 ORDER BY id LIMIT 20",
            ReadApproval, account, chat, now.ToUnixTimeMilliseconds()),
        ct);

    public Task<IReadOnlyList<ToolApproval>> ListApprovalsAsync(DateTimeOffset now, int limit, CancellationToken ct) => ReadAsync<IReadOnlyList<ToolApproval>>(
        session => session.Query(
            $"SELECT {ApprovalColumns} FROM tool_approvals ORDER BY (state = 'pending' AND expires_at > @1) DESC, id DESC LIMIT @2", ReadApproval, now.ToUnixTimeMilliseconds(), limit),
        ct);

    public async Task<bool> DecideApprovalAsync(long id, ApprovalState state, string by, long turnId, DateTimeOffset at, NewTurn? end, Action<Turn>? stored, CancellationToken ct)
    {
        Turn? next = null;
        var decided = await WriteAuditedAsync<bool>(
            session =>
            {
                next = null;
                var done = session.Execute(
                    "UPDATE tool_approvals SET state = @2, decided_by = @3, decided_in = @4, decided_at = @5 WHERE id = @1 AND state = 'pending' AND expires_at > @5",
                    id, Wire(state), by, turnId, at.ToUnixTimeMilliseconds()) == 1;
                if (!done) return (false, []);
                next = end is null ? null : Insert(session, end);
                return (true, [Append(session, Happened(state == ApprovalState.Denied ? AuditKinds.ToolDenied : AuditKinds.ToolApproved, FindApproval(session, id)!, by), at)]);
            },
            ct);
        if (next is not null) stored?.Invoke(next);
        return decided;
    }

    public Task<bool> BeginApprovalAsync(long id, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute("UPDATE tool_approvals SET state = 'running' WHERE id = @1 AND state = 'granted'", id) == 1, committed: null, ct);

    public Task NotTheirApprovalAsync(long id, string by, DateTimeOffset at, CancellationToken ct) => WriteAuditedAsync<bool>(
        session =>
        {
            if (FindApproval(session, id) is not { } approval) return (false, []);
            var fresh = session.Execute(
                "INSERT INTO notices (account, kind, who, day) VALUES (@1, @2, @3, @4) ON CONFLICT (account, kind, who) DO NOTHING",
                approval.Account, string.Create(CultureInfo.InvariantCulture, $"not-theirs:{id}"), by, at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) > 0;
            return (fresh, fresh ? [Append(session, Happened(AuditKinds.ToolNotTheirs, approval, by), at)] : []);
        },
        ct);

    public async Task<IReadOnlyList<ToolApproval>> ExpireApprovalsAsync(DateTimeOffset now, Func<ToolApproval, NewTurn?> end, Action<Turn> stored, int limit, CancellationToken ct)
    {
        List<Turn> told = [];
        var expired = await WriteAuditedAsync<IReadOnlyList<ToolApproval>>(
            session =>
            {
                told = [];
                var late = session.Query(
                    $"SELECT {ApprovalColumns} FROM tool_approvals WHERE state = 'pending' AND expires_at <= @1 ORDER BY id LIMIT @2", ReadApproval, now.ToUnixTimeMilliseconds(), limit);
                foreach (var approval in late)
                {
                    session.Execute("UPDATE tool_approvals SET state = 'expired', decided_at = @2 WHERE id = @1", approval.Id, now.ToUnixTimeMilliseconds());
                    if (end(approval) is { } turn && Insert(session, turn) is { } inserted) told.Add(inserted);
                }

                return (late, [.. late.Select(approval => Append(session, Happened(AuditKinds.ToolTimedOut, approval, "gateway"), now))]);
            },
            ct);
        foreach (var turn in told) stored(turn);
        return expired;
    }

    public Task<DateTimeOffset?> NextExpiryAsync(CancellationToken ct) => ReadAsync<DateTimeOffset?>(
        session => session.Number("SELECT min(expires_at) FROM tool_approvals WHERE state = 'pending'") is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null, ct);

    public Task<bool> EndApprovalAsync(long id, ApprovalState state, string? result, DateTimeOffset at, CancellationToken ct) => WriteAuditedAsync<bool>(
        session => session.Execute(
            "UPDATE tool_approvals SET state = @2, result = @3, ended_at = @4 WHERE id = @1 AND state = 'running'", id, Wire(state), result, at.ToUnixTimeMilliseconds()) == 1
            ? (true, [Append(session, Happened(AuditKinds.ToolEnded, FindApproval(session, id)!, "gateway", ("end", Wire(state))), at)])
            : (false, []),
        ct);

    public Task<IReadOnlyList<ToolApproval>> EndStrandedApprovalsAsync(DateTimeOffset at, int limit, CancellationToken ct) => WriteAuditedAsync<IReadOnlyList<ToolApproval>>(
        session =>
        {
            var left = session.Query(
                $"""
                SELECT {ApprovalColumns} FROM tool_approvals WHERE state IN ('granted', 'running') AND NOT EXISTS (
                  SELECT 1 FROM turns WHERE turns.state <> 'closed'
                    AND (turns.id = decided_in OR (turns.account = tool_approvals.account AND turns.message_id = @1 || tool_approvals.id || @2)))
                ORDER BY id LIMIT @3
                """,
                ReadApproval, MadeIds.Approval, ApprovalTurn.Ending, limit);
            List<ToolApproval> ended = [.. left.Select(one => one with { State = one.State == ApprovalState.Running ? ApprovalState.Unknown : ApprovalState.Failed })];
            foreach (var one in ended) session.Execute("UPDATE tool_approvals SET state = @2, ended_at = @3 WHERE id = @1", one.Id, Wire(one.State), at.ToUnixTimeMilliseconds());
            return (ended, [.. ended.Select(one => Append(session, Happened(AuditKinds.ToolEnded, one, "gateway", ("end", Wire(one.State))), at))]);
        },
        ct);

    public Task<int> PruneApprovalsAsync(DateTimeOffset before, int limit, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute(
            "DELETE FROM tool_approvals WHERE id IN (SELECT id FROM tool_approvals WHERE created_at < @1 ORDER BY id LIMIT @2)", before.ToUnixTimeMilliseconds(), limit),
        committed: null, ct);

    private static ToolApproval? FindApproval(SqliteSession session, long id) =>
        session.Query($"SELECT {ApprovalColumns} FROM tool_approvals WHERE id = @1", ReadApproval, id).FirstOrDefault();

    /// <summary>The arguments by their hash: the audit keeps no texts.</summary>
    private static AuditEvent Happened(string kind, ToolApproval approval, string by, params ReadOnlySpan<(string Name, string? Value)> more)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["approval"] = approval.Id.ToString(CultureInfo.InvariantCulture),
            ["agent"] = approval.Agent,
            ["asker"] = approval.Person,
            ["arguments_sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(approval.Arguments))),
        };
        foreach (var (name, value) in more)
            if (!string.IsNullOrEmpty(value)) facts[name] = value;
        return new AuditEvent(kind, by, approval.Account, approval.Tool) { Facts = facts };
    }

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
            "granted" => ApprovalState.Granted,
            "running" => ApprovalState.Running,
            "done" => ApprovalState.Done,
            "failed" => ApprovalState.Failed,
            "denied" => ApprovalState.Denied,
            "expired" => ApprovalState.Expired,
            _ => ApprovalState.Unknown,
        },
        TurnId = row.GetInt64(10),
        CreatedAt = Time(row, 11),
        ExpiresAt = Time(row, 12),
        DecidedBy = row.IsDBNull(13) ? null : row.GetString(13),
        DecidedIn = row.IsDBNull(14) ? null : row.GetInt64(14),
        Result = row.IsDBNull(15) ? null : row.GetString(15),
        Approvers = row.IsDBNull(16) ? null : row.GetString(16),
        Rule = row.GetString(17),
        Conversation = row.IsDBNull(18) ? null : row.GetString(18),
        Origin = row.IsDBNull(19) ? null : row.GetString(19),
        DecidedAt = row.IsDBNull(20) ? null : Time(row, 20),
    };

    private static string Wire(ApprovalState state) => state.ToString().ToLowerInvariant();
}
