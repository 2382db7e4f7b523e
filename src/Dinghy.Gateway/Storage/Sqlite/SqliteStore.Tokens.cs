using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    /// <summary>A month's sum needs 31 days; the inbox itself keeps 30.</summary>
    private static readonly TimeSpan s_keepUseLonger = TimeSpan.FromDays(35);

    public Task<(UseTotal Conversation, UseTotal Person)> SumUseAsync(
        string conversation, string account, string person, DateTimeOffset since, CancellationToken ct) => ReadAsync(
        session =>
        (
            session.Query("SELECT count(DISTINCT turn_id), sum(input), sum(output) FROM tokens WHERE conversation = @1 AND at >= @2", ReadTotal, conversation, since.ToUnixTimeMilliseconds())[0],
            session.Query(
                "SELECT count(DISTINCT turn_id), sum(input), sum(output) FROM tokens WHERE account = @1 AND person = @2 AND at >= @3", ReadTotal, account, person, since.ToUnixTimeMilliseconds())[0]),
        ct);

    public Task<IReadOnlyList<Turn>> EarlierTurnsAsync(string conversation, long beforeTurnId, int limit, CancellationToken ct) => ReadAsync<IReadOnlyList<Turn>>(
        session => [.. session.Query(
            $"SELECT {TurnColumns} FROM turns t WHERE t.id < @1 AND t.id >= @2 AND t.conversation = @3 AND t.payload IS NOT NULL ORDER BY t.id DESC LIMIT @4",
            TryReadTurn, beforeTurnId, beforeTurnId - ISessionStore.TraceBack, conversation, limit).OfType<Turn>()],
        ct);

    private static void Count(SqliteSession session, long turnId, TurnUse use, DateTimeOffset at) => session.Execute(
        "INSERT INTO tokens (turn_id, account, conversation, person, model, input, output, elapsed, at) VALUES (@1, @2, @3, @4, @5, @6, @7, @8, @9)",
        turnId, use.Account, use.Conversation, use.Person, use.Model, use.Input, use.Output, (long)use.Elapsed.TotalMilliseconds, at.ToUnixTimeMilliseconds());

    private static void PruneUse(SqliteSession session, DateTimeOffset turnsBefore) => session.Execute(
        "DELETE FROM tokens WHERE id IN (SELECT id FROM tokens WHERE at < @1 ORDER BY id LIMIT 1000)", (turnsBefore - s_keepUseLonger).ToUnixTimeMilliseconds());

    private static UseTotal ReadTotal(SqliteDataReader row) => new(row.GetInt64(0), row.IsDBNull(1) ? 0 : row.GetInt64(1), row.IsDBNull(2) ? 0 : row.GetInt64(2));

    /// <summary>All of it together, in the name of every model that had a share.</summary>
    private static TurnUse? ReadUse(SqliteSession session, Turn turn)
    {
        var uses = session.Query(
            "SELECT person, model, input, output, elapsed FROM tokens WHERE turn_id = @1 AND at >= @2 ORDER BY id",
            row => new TurnUse(turn.Account, turn.Conversation, row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), TimeSpan.FromMilliseconds(row.GetInt64(4))),
            turn.Id, turn.ReceivedAt.ToUnixTimeMilliseconds());
        return uses.Count == 0 ? null : uses[0] with
        {
            Model = string.Join(", ", uses.Select(use => use.Model).Distinct(StringComparer.Ordinal)),
            Input = uses.Sum(use => use.Input), Output = uses.Sum(use => use.Output), Elapsed = TimeSpan.FromTicks(uses.Sum(use => use.Elapsed.Ticks)),
        };
    }
}
