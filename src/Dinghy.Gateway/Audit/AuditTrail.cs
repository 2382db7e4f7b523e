using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Audit;

/// <summary>Adds to the audit what no other write of the store brings along. What changes a row of the store is added by the store itself, in the same commit.</summary>
internal sealed class AuditTrail
{
    private readonly IAuditStore _store;
    private readonly AuditLog _log;
    private readonly TimeProvider _time;

    /// <param name="store">Keeps it; from now on all that it adds is named in the log, too.</param>
    /// <param name="log">Named events.</param>
    /// <param name="time">The clock.</param>
    public AuditTrail(IAuditStore store, AuditLog log, TimeProvider time)
    {
        (_store, _log, _time) = (store, log, time);
        store.AuditAppended = entry => log.Appended(entry.Number, entry.Kind, entry.Hash);
    }

    /// <summary>Ends when it is durable.</summary>
    /// <exception cref="StoreException">It is not kept: what it tells of must not go on as if it were.</exception>
    public async Task<AuditEntry> AppendAsync(AuditEvent happened, CancellationToken ct)
    {
        try
        {
            return await _store.AppendAuditAsync(happened, _time.GetUtcNow(), ct);
        }
        catch (StoreException e)
        {
            _log.NotAppended(happened.Kind, e);
            throw;
        }
    }
}
