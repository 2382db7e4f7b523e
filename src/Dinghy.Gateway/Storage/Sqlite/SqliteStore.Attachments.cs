namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    public Task PutAttachmentAsync(StoredAttachment attachment, CancellationToken ct) => WriteAsync(
        session => session.Execute(
            """
            INSERT INTO attachments (turn_id, number, name, path, bytes, content_type, problem) VALUES (@1, @2, @3, @4, @5, @6, @7)
            ON CONFLICT (turn_id, number) DO UPDATE SET
              name = excluded.name, path = excluded.path, bytes = excluded.bytes, content_type = excluded.content_type, problem = excluded.problem
            """,
            attachment.TurnId, attachment.Number, attachment.Name, attachment.Path, attachment.Bytes, attachment.ContentType, attachment.Problem),
        ct);

    public Task<IReadOnlyList<StoredAttachment>> ReadAttachmentsAsync(long turnId, CancellationToken ct) => ReadAsync<IReadOnlyList<StoredAttachment>>(
        session => session.Query(
            "SELECT number, name, path, bytes, content_type, problem FROM attachments WHERE turn_id = @1 ORDER BY number",
            row => new StoredAttachment(
                turnId, row.GetInt32(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetInt64(3),
                row.IsDBNull(4) ? null : row.GetString(4), row.IsDBNull(5) ? null : row.GetString(5)),
            turnId),
        ct);

    public Task<IReadOnlySet<long>> RunningTurnsAsync(CancellationToken ct) => ReadAsync<IReadOnlySet<long>>(
        session => session.Query("SELECT id FROM turns WHERE state <> 'closed'", row => row.GetInt64(0)).ToHashSet(), ct);
}
