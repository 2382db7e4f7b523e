using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dinghy.Gateway.Audit;

/// <summary>What stays of an entry whose texts were cut.</summary>
internal sealed record AuditStub(long Number, long At, string Kind, string Hash)
{
    private const string From = "from";
    private const string Rows = "rows";
    private const string Digest = "digest";

    /// <summary>The entry that says which ones were cut, and proves what stays of them.</summary>
    /// <param name="stubs">In order, not empty.</param>
    public static AuditEvent Cut(IReadOnlyList<AuditStub> stubs) => new(AuditKinds.AuditCut, "gateway", "", Text(stubs[^1].Number))
    {
        Facts = new Dictionary<string, string>(StringComparer.Ordinal) { [From] = Text(stubs[0].Number), [Rows] = Text(stubs.Count), [Digest] = DigestOf(stubs) },
    };

    /// <summary>SHA-256 over number, time, kind and hash of each, a line each. Hex.</summary>
    public static string DigestOf(IEnumerable<AuditStub> stubs)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var stub in stubs) sha.AppendData(Encoding.UTF8.GetBytes($"{Text(stub.Number)} {Text(stub.At)} {stub.Kind} {stub.Hash}\n"));
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>An entry of a cut, read.</summary>
internal sealed record AuditCut(long From, long Through, string Digest)
{
    /// <summary>Null: it is none.</summary>
    /// <param name="row">Whole and proven.</param>
    public static AuditCut? Of(AuditRow row)
    {
        if (row.Said(AuditRow.Kind) != AuditKinds.AuditCut || !long.TryParse(row.Said(AuditRow.Subject), NumberStyles.None, CultureInfo.InvariantCulture, out var through)) return null;
        var facts = AuditEvent.ReadFacts(row.Said(AuditRow.Facts));
        return long.TryParse(facts.GetValueOrDefault("from"), NumberStyles.None, CultureInfo.InvariantCulture, out var from) && facts.GetValueOrDefault("digest") is { } digest ? new(from, through, digest) : null;
    }
}
