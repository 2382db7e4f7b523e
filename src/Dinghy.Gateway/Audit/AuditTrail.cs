using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Audit;

/// <summary>Adds to the audit what no other write of the store brings along. What changes a row of the store is added by the store itself, in the same commit.</summary>
internal sealed class AuditTrail(IAuditStore store, AuditLog log, TimeProvider time)
{
    /// <summary>Ends when it is durable.</summary>
    /// <exception cref="StoreException">It is not kept: what it tells of must not go on as if it were.</exception>
    public async Task<AuditEntry> AppendAsync(AuditEvent happened, CancellationToken ct)
    {
        try
        {
            return await store.AppendAuditAsync(happened, time.GetUtcNow(), ct);
        }
        catch (StoreException e)
        {
            log.NotAppended(happened.Kind, e);
            throw;
        }
    }
}
