using Dinghy.Gateway.Access;
using Dinghy.Gateway.Pipeline;

namespace Dinghy.Admin;

/// <summary>What is asked of <c>/api/pairing/…</c>.</summary>
/// <param name="Who">A code, or a person's whole id.</param>
/// <param name="Account">Null: whichever has it.</param>
/// <param name="Notify">Tell the person.</param>
internal sealed record PairingOrder(string? Who, string? Account = null, bool Notify = false);

/// <summary><c>/api/pairing</c> and <c>dinghy pairing list --json</c>.</summary>
internal sealed record PairingListReport(IReadOnlyList<PendingReport> Pending, IReadOnlyList<ApprovedReport> Approved)
{
    public static PairingListReport Of(PairingOffice office, string? account) => new(
        [.. office.Pending(account).Select(r => new PendingReport(r.Account, r.Person, r.Nick, r.Code, r.CreatedAt, r.CreatedAt + PairingDesk.CodeLife))],
        [.. office.Approved(account).Select(a => new ApprovedReport(a.Account, a.Person, a.Nick, a.ApprovedAt, a.ApprovedBy, a.Owner))]);
}

internal sealed record PendingReport(string Account, string Person, string Nick, string Code, DateTimeOffset RequestedAt, DateTimeOffset ExpiresAt);

internal sealed record ApprovedReport(string Account, string Person, string Nick, DateTimeOffset ApprovedAt, string ApprovedBy, bool Owner);

/// <summary><c>dinghy pairing approve|deny|revoke --json</c>.</summary>
/// <param name="Result"><c>done</c>, <c>unknown</c>, <c>ambiguous</c> or <c>locked</c>.</param>
/// <param name="Account">When done.</param>
/// <param name="Person">When done.</param>
/// <param name="Nick">When done.</param>
/// <param name="BecameOwner">The first approval of all.</param>
/// <param name="NoticeFailed">Why the person could not be told.</param>
/// <param name="WaitSeconds">When locked.</param>
internal sealed record PairingReport(string Result, string? Account, string? Person, string? Nick, bool BecameOwner, string? NoticeFailed, int? WaitSeconds)
{
    public bool Done => Result == "done";

    /// <summary>After a revocation: the key of the configuration that lets them write all the same.</summary>
    public string? StillLetInBy { get; init; }

    public static PairingReport Of(PairingAnswer answer, string? notice = null)
    {
        var result = answer.End switch
        {
            PairingEnd.Done => "done",
            PairingEnd.Unknown => "unknown",
            PairingEnd.Ambiguous => "ambiguous",
            _ => "locked",
        };
        var wait = answer.Wait is { } left ? (int)Math.Ceiling(left.TotalSeconds) : (int?)null;
        return answer.End == PairingEnd.Done
            ? new(result, answer.Account, answer.Person, answer.Nick, answer.BecameOwner, notice, null) { StillLetInBy = answer.StillLetInBy }
            : new(result, null, null, null, BecameOwner: false, null, wait);
    }
}
