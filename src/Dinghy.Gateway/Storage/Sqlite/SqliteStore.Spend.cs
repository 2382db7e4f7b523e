using System.Globalization;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    public Task AddSpendAsync(Spend spend, CancellationToken ct) => WriteAsync(
        session => session.Execute(
            """
            INSERT INTO spend (day, account, person, agent, model, currency, calls, input, output, micros) VALUES (@1, @2, @3, @4, @5, @6, @7, @8, @9, @10)
            ON CONFLICT (day, account, person, agent, model, currency) DO UPDATE SET
              calls = calls + excluded.calls, input = input + excluded.input, output = output + excluded.output, micros = micros + excluded.micros
            """,
            Wire(spend.Day), spend.Account, spend.Person, spend.Agent, spend.Model, spend.Currency, spend.Calls, spend.Input, spend.Output, spend.Micros),
        ct);

    public Task<IReadOnlyList<Spend>> ReadSpendAsync(DateOnly from, DateOnly to, CancellationToken ct) => ReadAsync<IReadOnlyList<Spend>>(
        session => session.Query(
            "SELECT day, account, person, agent, model, currency, calls, input, output, micros FROM spend WHERE day >= @1 AND day <= @2 ORDER BY day, account, person, agent, model, currency",
            row => new Spend(DateOnly.ParseExact(row.GetString(0), DayFormat, CultureInfo.InvariantCulture), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5))
            {
                Calls = row.GetInt64(6),
                Input = row.GetInt64(7),
                Output = row.GetInt64(8),
                Micros = row.GetInt64(9),
            },
            Wire(from), Wire(to)),
        ct);

    public Task<int> PruneSpendAsync(DateOnly before, CancellationToken ct) =>
        _writer.WriteAsync(session => session.Execute("DELETE FROM spend WHERE day < @1", Wire(before)), committed: null, ct);
}
