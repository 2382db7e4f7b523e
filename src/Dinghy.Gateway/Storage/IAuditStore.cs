using Dinghy.Gateway.Audit;

namespace Dinghy.Gateway.Storage;

/// <summary>What is only ever added to.</summary>
internal interface IAuditStore
{
    /// <summary>Told of every entry once it is durable, those of other writes too; quick, and must not throw.</summary>
    Action<AuditEntry>? AuditAppended { get; set; }

    /// <summary>Adds one entry behind the last.</summary>
    Task<AuditEntry> AppendAuditAsync(AuditEvent happened, DateTimeOffset at, CancellationToken ct);

    /// <summary>Entries with numbers above <paramref name="after"/>, in order.</summary>
    Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(long after, int limit, CancellationToken ct);
}
