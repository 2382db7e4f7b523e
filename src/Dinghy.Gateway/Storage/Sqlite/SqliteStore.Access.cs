using Dinghy.Gateway.Audit;
using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    public Task PutPairingAsync(PairingRequest request, CancellationToken ct) => WriteAsync(
        session => session.Execute(
            """
            INSERT INTO pairing_requests (account, person, code, nick, created_at, seen_at, told, heard) VALUES (@1, @2, @3, @4, @5, @6, @7, @8)
            ON CONFLICT (account, person) DO UPDATE SET
              code = excluded.code, nick = excluded.nick, created_at = excluded.created_at, seen_at = excluded.seen_at, told = excluded.told, heard = excluded.heard
            """,
            request.Account, request.Person, request.Code, request.Nick,
            request.CreatedAt.ToUnixTimeMilliseconds(), request.SeenAt.ToUnixTimeMilliseconds(), request.Told ? 1 : 0, request.Heard),
        ct);

    public Task RemovePairingAsync(string account, string person, CancellationToken ct) =>
        WriteAsync(session => RemovePairing(session, account, person), ct);

    public Task<IReadOnlyList<PairingRequest>> ReadPairingsAsync(CancellationToken ct) => ReadAsync<IReadOnlyList<PairingRequest>>(
        session => session.Query(
            "SELECT account, person, code, nick, created_at, seen_at, told, heard FROM pairing_requests ORDER BY created_at, person",
            row => new PairingRequest(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), Time(row, 4), Time(row, 5), row.GetInt64(6) == 1, row.IsDBNull(7) ? null : row.GetString(7))),
        ct);

    public Task ApproveAsync(Approval approval, CancellationToken ct) => WriteAuditedAsync<bool>(
        session =>
        {
            session.Execute(
                """
                INSERT INTO approvals (account, person, nick, approved_at, approved_by, owner) VALUES (@1, @2, @3, @4, @5, @6)
                ON CONFLICT (account, person) DO UPDATE SET
                  nick = excluded.nick, approved_at = excluded.approved_at, approved_by = excluded.approved_by, owner = max(owner, excluded.owner)
                """,
                approval.Account, approval.Person, approval.Nick, approval.ApprovedAt.ToUnixTimeMilliseconds(), approval.ApprovedBy, approval.Owner ? 1 : 0);
            if (approval.Owner) session.Execute("INSERT OR IGNORE INTO once_owners (account, person) VALUES (@1, @2)", approval.Account, approval.Person);
            session.Execute("DELETE FROM revocations WHERE account = @1 AND person = @2", approval.Account, approval.Person);
            RemovePairing(session, approval.Account, approval.Person);
            var happened = new AuditEvent(AuditKinds.PairingApproved, approval.ApprovedBy, approval.Account, approval.Person)
            {
                Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["owner"] = approval.Owner ? "yes" : "no" },
            };
            return (true, [Append(session, happened, approval.ApprovedAt)]);
        },
        ct);

    public Task<bool> ImportApprovalAsync(Approval approval, CancellationToken ct) => WriteAuditedAsync<bool>(
        session =>
        {
            if (session.Number("SELECT 1 FROM revocations WHERE account = @1 AND person = @2", approval.Account, approval.Person) is not null) return (false, []);
            var added = session.Execute(
                "INSERT INTO approvals (account, person, nick, approved_at, approved_by, owner) VALUES (@1, @2, @3, @4, @5, 0) ON CONFLICT DO NOTHING",
                approval.Account, approval.Person, approval.Nick, approval.ApprovedAt.ToUnixTimeMilliseconds(), approval.ApprovedBy) > 0;
            RemovePairing(session, approval.Account, approval.Person);
            return (true, added ? [Append(session, new AuditEvent(AuditKinds.PairingApproved, approval.ApprovedBy, approval.Account, approval.Person), approval.ApprovedAt)] : []);
        },
        ct);

    public Task<IReadOnlyList<(string Account, string Person)>> ReadRevokedAsync(CancellationToken ct) => ReadAsync<IReadOnlyList<(string, string)>>(Revoked, ct);

    internal static List<(string Account, string Person)> Revoked(SqliteSession session) =>
        session.Query("SELECT account, person FROM revocations ORDER BY revoked_at, person", row => (row.GetString(0), row.GetString(1)));

    public Task DenyPairingAsync(string account, string person, string by, DateTimeOffset at, CancellationToken ct) => WriteAuditedAsync<bool>(
        session =>
        {
            RemovePairing(session, account, person);
            return (true, [Append(session, new AuditEvent(AuditKinds.PairingDenied, by, account, person), at)]);
        },
        ct);

    public Task RevokeAsync(string account, string person, string by, DateTimeOffset at, CancellationToken ct) => WriteAuditedAsync<bool>(
        session =>
        {
            var had = session.Execute("DELETE FROM approvals WHERE account = @1 AND person = @2", account, person) > 0;
            session.Execute(
                "INSERT INTO revocations (account, person, revoked_at) VALUES (@1, @2, @3) ON CONFLICT (account, person) DO UPDATE SET revoked_at = excluded.revoked_at",
                account, person, at.ToUnixTimeMilliseconds());
            return (had, had ? [Append(session, new AuditEvent(AuditKinds.PairingRevoked, by, account, person), at)] : []);
        },
        ct);

    public Task<IReadOnlyList<Approval>> ReadApprovalsAsync(CancellationToken ct) => ReadAsync<IReadOnlyList<Approval>>(
        session => session.Query(
            "SELECT account, person, nick, approved_at, approved_by, owner FROM approvals ORDER BY approved_at, person",
            row => new Approval(row.GetString(0), row.GetString(1), row.GetString(2), Time(row, 3), row.GetString(4), row.GetInt64(5) == 1)),
        ct);

    public Task<bool> HadOwnerAsync(CancellationToken ct) => ReadAsync(session => session.Number("SELECT 1 FROM once_owners LIMIT 1") is not null, ct);

    public Task<bool> SeePersonAsync(SeenPerson seen, int keep, CancellationToken ct) => _writer.WriteAsync(
        session =>
        {
            var known = session.Number("SELECT in_private FROM people_seen WHERE account = @1 AND person = @2", seen.Account, seen.Person);
            session.Execute(
                """
                INSERT INTO people_seen (account, person, nick, first_seen, last_seen, in_private, day, said) VALUES (@1, @2, @3, @4, @4, @5, @6, @7)
                ON CONFLICT (account, person) DO UPDATE SET
                  nick = excluded.nick, last_seen = max(last_seen, excluded.last_seen), in_private = max(in_private, excluded.in_private),
                  said = CASE WHEN day = excluded.day THEN max(said, excluded.said) ELSE excluded.said END, day = excluded.day
                """,
                seen.Account, seen.Person, seen.Nick, seen.LastSeen.ToUnixTimeMilliseconds(), seen.InPrivate ? 1 : 0, seen.Day, seen.Said);
            if (known is null)
                session.Execute(
                    "DELETE FROM people_seen WHERE (account, person) IN (SELECT account, person FROM people_seen ORDER BY last_seen DESC LIMIT -1 OFFSET @1)", keep);
            return seen.InPrivate && known is not 1;
        },
        committed: null, ct);

    public Task<bool> SeeGroupAsync(SeenGroup seen, int keep, CancellationToken ct) => _writer.WriteAsync(
        session =>
        {
            var known = session.Number("SELECT 1 FROM groups_seen WHERE account = @1 AND conversation = @2", seen.Account, seen.Conversation);
            session.Execute(
                """
                INSERT INTO groups_seen (account, conversation, title, first_seen, last_seen) VALUES (@1, @2, @3, @4, @4)
                ON CONFLICT (account, conversation) DO UPDATE SET
                  title = CASE WHEN excluded.title = '' THEN title ELSE excluded.title END, last_seen = max(last_seen, excluded.last_seen)
                """,
                seen.Account, seen.Conversation, seen.Title, seen.LastSeen.ToUnixTimeMilliseconds());
            if (known is null)
                session.Execute(
                    "DELETE FROM groups_seen WHERE (account, conversation) IN (SELECT account, conversation FROM groups_seen ORDER BY last_seen DESC LIMIT -1 OFFSET @1)", keep);
            return known is null;
        },
        committed: null, ct);

    public Task<IReadOnlyList<SeenPerson>> ReadPeopleAsync(int limit, CancellationToken ct) => ReadAsync<IReadOnlyList<SeenPerson>>(
        session => session.Query("SELECT account, person, nick, last_seen, in_private, day, said FROM people_seen ORDER BY last_seen DESC LIMIT @1", ReadPerson, limit), ct);

    public Task<IReadOnlyList<SeenPerson>> ReadPeopleOfAsync(int day, CancellationToken ct) => ReadAsync<IReadOnlyList<SeenPerson>>(
        session => session.Query("SELECT account, person, nick, last_seen, in_private, day, said FROM people_seen WHERE day = @1 AND said > 0", ReadPerson, day), ct);

    public Task<IReadOnlyList<SeenGroup>> ReadGroupsAsync(int limit, CancellationToken ct) => ReadAsync<IReadOnlyList<SeenGroup>>(
        session => session.Query(
            "SELECT account, conversation, title, last_seen FROM groups_seen ORDER BY last_seen DESC LIMIT @1",
            row => new SeenGroup(row.GetString(0), row.GetString(1), row.GetString(2), Time(row, 3)), limit),
        ct);

    private static void RemovePairing(SqliteSession session, string account, string person) =>
        session.Execute("DELETE FROM pairing_requests WHERE account = @1 AND person = @2", account, person);

    private static SeenPerson ReadPerson(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), Time(row, 3), row.GetInt64(4) == 1, row.GetInt32(5), row.GetInt32(6));
}
