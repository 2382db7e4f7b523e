using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    private const string FactColumns = "id, place, text, account, person, nick, at";

    public Task<AddedFact> AddFactAsync(Fact fact, int most, CancellationToken ct) => _writer.WriteAsync(
        session =>
        {
            var at = fact.At.ToUnixTimeMilliseconds();
            if (session.Number("SELECT id FROM facts WHERE place = @1 AND text = @2", fact.Place, fact.Text) is { } known)
            {
                session.Execute("UPDATE facts SET at = @2 WHERE id = @1", known, at);
                return new AddedFact(known, Known: true);
            }

            if (session.Number("SELECT count(*) FROM facts WHERE place = @1", fact.Place) >= most) return new AddedFact(Id: null, Known: false);
            session.Execute("INSERT INTO facts (place, text, account, person, nick, at) VALUES (@1, @2, @3, @4, @5, @6)", fact.Place, fact.Text, fact.Account, fact.Person, fact.Nick, at);
            return new AddedFact(session.Number("SELECT last_insert_rowid()"), Known: false);
        },
        committed: null, ct);

    public Task<IReadOnlyList<Fact>> ReadFactsAsync(string place, CancellationToken ct) => ReadAsync<IReadOnlyList<Fact>>(
        session => session.Query($"SELECT {FactColumns} FROM facts WHERE place = @1 ORDER BY at, id", ReadFact, place), ct);

    public Task<Fact?> FindFactAsync(long id, CancellationToken ct) => ReadAsync(
        session => session.Query($"SELECT {FactColumns} FROM facts WHERE id = @1", ReadFact, id).FirstOrDefault(), ct);

    public Task<int> ForgetFactsAsync(IReadOnlyList<long> ids, CancellationToken ct) => _writer.WriteAsync(session => Forget(session, ids), committed: null, ct);

    public Task<int> EraseFactsAsync(string account, string person, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute("DELETE FROM facts WHERE account = @1 AND person = @2", account, person), committed: null, ct);

    public Task<IReadOnlyList<FactCount>> ListFactPlacesAsync(int limit, CancellationToken ct) => ReadAsync<IReadOnlyList<FactCount>>(
        session => session.Query(
            "SELECT place, count(*), max(at) FROM facts GROUP BY place ORDER BY place LIMIT @1", row => new FactCount(row.GetString(0), row.GetInt32(1), Time(row, 2)), limit),
        ct);

    private static int Forget(SqliteSession session, IReadOnlyList<long> facts) => facts.Sum(id => session.Execute("DELETE FROM facts WHERE id = @1", id));

    private static Fact ReadFact(SqliteDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), Time(row, 6));
}
