using Dinghy.Gateway.Audit;

namespace Dinghy.Admin;

/// <param name="Ok">No fault was found.</param>
/// <param name="Entries">How many there are.</param>
/// <param name="Head">The last one's <c>number:hash</c>, to be written down elsewhere.</param>
/// <param name="AnchorBehind">Entries that the anchor does not know yet.</param>
/// <param name="Faults">Sentences.</param>
internal sealed record AuditVerdictReport(bool Ok, long Entries, string Head, long AnchorBehind, IReadOnlyList<string> Faults)
{
    public static AuditVerdictReport Of(AuditVerdict? verdict) => verdict is null
        ? new(true, 0, $"0:{AuditEntry.Beginning}", 0, [])
        : new(verdict.Ok, verdict.Entries, $"{verdict.Entries}:{verdict.Head}", verdict.Behind, verdict.Faults);
}

internal sealed record AuditEntryReport(long Number, DateTimeOffset At, string Kind, string Actor, string Account, string Subject, string Facts, string Previous, string Hash)
{
    public static AuditEntryReport Of(AuditEntry entry) => new(entry.Number, entry.At, entry.Kind, entry.Actor, entry.Account, entry.Subject, entry.Facts, entry.Previous, entry.Hash);
}

internal sealed record AuditListReport(IReadOnlyList<AuditEntryReport> Entries);

/// <summary>A command changed the configuration while this gateway runs.</summary>
/// <param name="Action">set, unset, rollback, append.</param>
/// <param name="Key">Which; empty: the whole file.</param>
/// <param name="File">Where.</param>
/// <param name="Before">SHA-256 of the file's text before; empty: there was none.</param>
/// <param name="After">And after.</param>
internal sealed record ConfigChange(string Action, string Key, string File, string Before, string After)
{
    public AuditEvent ToEvent() => new(AuditKinds.ConfigChanged, "cli", "", Key.Length == 0 ? File : Key)
    {
        Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["action"] = Action, ["file"] = File, ["before"] = Before, ["after"] = After },
    };
}
