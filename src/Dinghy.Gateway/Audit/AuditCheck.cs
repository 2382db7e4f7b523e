using System.Text;

namespace Dinghy.Gateway.Audit;

/// <summary>What a look at the whole audit found.</summary>
/// <param name="Entries">Rows that are there.</param>
/// <param name="Head">The last row's hash.</param>
/// <param name="Behind">Rows that the anchor does not know yet: the program ended, or the disk was full, before it was written.</param>
/// <param name="Faults">In the order of the rows, the first few.</param>
internal sealed record AuditVerdict(long Entries, string Head, long Behind, IReadOnlyList<string> Faults)
{
    public bool Ok => Faults.Count == 0;
}

/// <summary>Goes along the chain row by row. Pure: it is given what stands there.</summary>
internal static class AuditCheck
{
    private const int MaxFaults = 20;

    /// <param name="rows">In the order of their numbers.</param>
    /// <param name="anchor">Null: none is there.</param>
    /// <param name="noted">A head that somebody wrote down elsewhere; null: none.</param>
    public static AuditVerdict Verify(IReadOnlyList<AuditRow> rows, (long Number, string Hash)? anchor, (long Number, string Hash)? noted = null)
    {
        var faults = new List<string>();
        var (count, expected, previous) = (0L, 1L, AuditEntry.Beginning);
        var cuts = rows.Where(row => !row.IsCut && row.Compute() == Text(row.Hash)).Select(AuditCut.Of).OfType<AuditCut>().ToList();
        var (anchored, found) = (anchor is { Number: 0 } begin && begin.Hash == AuditEntry.Beginning, false);
        foreach (var row in rows)
        {
            count++;
            var hash = Text(row.Hash);
            if (row.Number != expected) faults.Add(row.Number > expected ? $"entry {expected} is missing (the next one is {row.Number})" : $"entry {row.Number} stands out of order");
            if (row.Texts.Contains(null) || row.Hash is null) faults.Add($"entry {row.Number} holds something that is no text");
            if (Text(row.Previous) != previous) faults.Add($"entry {row.Number} does not follow the one before it");
            if (row.IsCut)
            {
                if (!cuts.Exists(cut => row.Number >= cut.From && row.Number <= cut.Through)) faults.Add($"entry {row.Number} lost its texts, and no later entry tells of it");
            }
            else if (row.Compute() != hash) faults.Add($"entry {row.Number} was altered");
            if (anchor?.Number == row.Number) anchored = anchor.Value.Hash == hash;
            if (noted?.Number == row.Number) found = noted.Value.Hash == hash;
            (expected, previous) = (row.Number + 1, hash);
        }

        foreach (var cut in cuts)
            if (AuditStub.DigestOf(rows.Where(row => row.IsCut && row.Number >= cut.From && row.Number <= cut.Through).Select(row => row.Stub)) != cut.Digest) faults.Add($"entries {cut.From} to {cut.Through}, whose texts were cut, are not as they were then");
        var last = expected - 1;
        if (anchor is not { } at) faults.Add($"{AuditAnchor.FileName} is missing or can not be read: whether rows were cut off the end is not known");
        else if (at.Number > last) faults.Add($"{AuditAnchor.FileName} knows entry {at.Number}, but the last one is {last}: rows were cut off the end");
        else if (!anchored) faults.Add($"{AuditAnchor.FileName} knows another entry {at.Number} than the one that is there");
        if (noted is { } wanted && !found) faults.Add($"the noted entry {wanted.Number} is not there, or is another one");
        return new(count, previous, anchor is { } known && known.Number < last ? last - known.Number : 0, faults.Count <= MaxFaults ? faults : [.. faults.Take(MaxFaults), $"and {faults.Count - MaxFaults} more"]);
    }

    private static string Text(byte[]? bytes) => bytes is null ? "" : Encoding.UTF8.GetString(bytes);
}
