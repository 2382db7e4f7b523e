using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    private const string CardColumns = "c.out_track_id, c.language, c.state, c.shown, c.carrier_id, c.created_at, t.state = 'closed', c.template";

    public Task<bool> AddCardAsync(NewCard card, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute(
            "INSERT INTO cards (out_track_id, turn_id, language, state, created_at, template) VALUES (@1, @2, @3, 'open', @4, @5) ON CONFLICT (out_track_id) DO NOTHING",
            card.OutTrackId, card.TurnId, card.Language, card.CreatedAt.ToUnixTimeMilliseconds(), card.Template) > 0,
        committed: null, ct);

    public Task ShowCardAsync(string outTrackId, string? carrierId, CancellationToken ct) => WriteAsync(
        session => session.Execute("UPDATE cards SET shown = 1, carrier_id = coalesce(@2, carrier_id) WHERE out_track_id = @1", outTrackId, carrierId), ct);

    public Task CloseCardAsync(string outTrackId, CardState state, CancellationToken ct) => WriteAsync(
        session => session.Execute("UPDATE cards SET state = @2 WHERE out_track_id = @1", outTrackId, Wire(state)), ct);

    public Task<StoredCard?> FindCardAsync(string outTrackId, CancellationToken ct) => ReadAsync(
        session => session.Query(
            $"""
            SELECT {TurnColumns}, {CardColumns}, (
              SELECT r.extras FROM replies r WHERE r.turn_id = t.id AND json_valid(r.extras) AND json_extract(r.extras, '$.card') = c.out_track_id ORDER BY r.id DESC LIMIT 1)
            FROM cards c JOIN turns t ON t.id = c.turn_id WHERE c.out_track_id = @1
            """,
            ReadCard, outTrackId).FirstOrDefault(),
        ct);

    public Task<IReadOnlyList<StoredCard>> OpenCardsAsync(CancellationToken ct) => _writer.WriteAsync<IReadOnlyList<StoredCard>>(
        session =>
        {
            session.Execute(
                """
                UPDATE cards SET state = 'final' WHERE state = 'open' AND EXISTS
                  (SELECT 1 FROM replies r JOIN parts p ON p.reply_id = r.id WHERE r.turn_id = cards.turn_id AND p.road = 'card' AND p.state = 'delivered')
                """);
            return [.. session.Query(
                $"SELECT {TurnColumns}, {CardColumns}, NULL FROM cards c JOIN turns t ON t.id = c.turn_id WHERE c.state = 'open' ORDER BY c.created_at, c.turn_id",
                ReadCard).OfType<StoredCard>()];
        },
        committed: null, ct);

    private static StoredCard? ReadCard(SqliteDataReader row) => TryReadTurn(row) is not { } turn ? null : new()
    {
        Turn = turn,
        OutTrackId = row.GetString(7),
        Language = row.GetString(8),
        State = row.GetString(9) switch { "open" => CardState.Open, "final" => CardState.Final, _ => CardState.Abandoned },
        Shown = row.GetInt64(10) == 1,
        CarrierId = row.IsDBNull(11) ? null : row.GetString(11),
        CreatedAt = Time(row, 12),
        TurnEnded = row.GetInt64(13) == 1,
        Template = row.IsDBNull(14) ? null : row.GetString(14),
        Buttons = ReplyExtras.Parse(row.IsDBNull(15) ? null : row.GetString(15)).Buttons,
    };

    private static string Wire(CardState state) => state switch
    {
        CardState.Open => "open",
        CardState.Final => "final",
        _ => "abandoned",
    };
}
