using System.Globalization;
using Dinghy.Gateway.Configuration.Editing;

namespace Dinghy.Gateway.Audit;

/// <summary>
/// The head of the audit a second time, in a file beside the database: rows cut off the end would leave a chain that is whole. It only
/// goes forward, along the chain that it knows; where it does not fit the database it stays as it is, so that the misfit can not be forgotten.
/// </summary>
internal sealed class AuditAnchor
{
    public const string FileName = "audit.head";

    private readonly Lock _gate = new();
    private readonly string _file;
    private (long Number, string Hash) _at;
    private bool _fits;

    private AuditAnchor(string file, (long, string) at, bool fits) => (_file, _at, _fits) = (file, at, fits);

    /// <summary>The next start finds what was done after the last writing of it.</summary>
    /// <param name="home">Where the database lies.</param>
    /// <param name="head">Of the database.</param>
    /// <param name="hashAt">The hash of a row of the database; null: there is no such row.</param>
    public static AuditAnchor Open(string home, (long Number, string Hash) head, Func<long, string?> hashAt)
    {
        var file = Path.Combine(home, FileName);
        // A database that was never added to begins its anchor; one that was has had it.
        if (!File.Exists(file) && head.Number == 0) return Moved(new AuditAnchor(file, (-1, ""), fits: true), head);
        if (Read(home) is not { } at) return new AuditAnchor(file, (0, AuditEntry.Beginning), fits: false);
        var fits = at.Number == 0 ? at.Hash == AuditEntry.Beginning : hashAt(at.Number) == at.Hash;
        return Moved(new AuditAnchor(file, at, fits), head);
    }

    /// <summary>Null: there is none, or it can not be read.</summary>
    public static (long Number, string Hash)? Read(string home)
    {
        try
        {
            var words = File.ReadAllText(Path.Combine(home, FileName)).Trim().Split(' ');
            return words is [var number, { Length: 64 } hash] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? (parsed, hash) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>After the row is durable.</summary>
    public void Advance(long number, string hash)
    {
        lock (_gate)
        {
            if (!_fits || number <= _at.Number) return;
            try
            {
                PrivateText.Write(_file, string.Create(CultureInfo.InvariantCulture, $"{number} {hash}\n"));
                _at = (number, hash);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The row stands; the next one tries again, and verification says how far behind it is.
            }
        }
    }

    private static AuditAnchor Moved(AuditAnchor anchor, (long Number, string Hash) head)
    {
        anchor.Advance(head.Number, head.Hash);
        return anchor;
    }
}
