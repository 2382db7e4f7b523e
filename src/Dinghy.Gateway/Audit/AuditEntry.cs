using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dinghy.Gateway.Audit;

/// <summary>One row of the audit.</summary>
internal sealed record AuditEntry(long Number, DateTimeOffset At, string Kind, string Actor, string Account, string Subject, string Facts, string Previous, string Hash)
{
    /// <summary>What the first row names as the hash of the one before it.</summary>
    public static string Beginning { get; } = new('0', 64);

    /// <summary>The next one.</summary>
    public static AuditEntry After((long Number, string Hash) head, AuditEvent happened, DateTimeOffset at)
    {
        var (kept, number) = (happened.Bounded(), head.Number + 1);
        // As it will be read: a half character would be stored as another one.
        var (kind, actor, account, subject, facts) = (Whole(kept.Kind), Whole(kept.Actor), Whole(kept.Account), Whole(kept.Subject), Whole(kept.FactsText()));
        var ms = at.ToUnixTimeMilliseconds();
        var row = new AuditRow(number, ms, [Bytes(kind), Bytes(actor), Bytes(account), Bytes(subject), Bytes(facts), Bytes(head.Hash)], []);
        return new(number, DateTimeOffset.FromUnixTimeMilliseconds(ms), kind, actor, account, subject, facts, head.Hash, row.Compute());
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Whole(string text) => Encoding.UTF8.GetString(Bytes(text)).Replace("\0", "", StringComparison.Ordinal);
}

/// <summary>One row byte by byte, as verification sees it.</summary>
/// <param name="Number">Its place.</param>
/// <param name="At">Milliseconds since 1970.</param>
/// <param name="Texts">kind, actor, account, subject, facts, previous; null: what stands there is no text.</param>
/// <param name="Hash">As stored.</param>
internal sealed record AuditRow(long Number, long At, IReadOnlyList<byte[]?> Texts, byte[]? Hash)
{
    private const string Form = "dinghy audit 1";

    /// <summary>Places in <see cref="Texts"/>.</summary>
    public const int Kind = 0;
    public const int Subject = 3;
    public const int Facts = 4;

    public byte[]? Previous => Texts[^1];

    /// <summary>Its texts are gone: facts are never empty otherwise.</summary>
    public bool IsCut => Texts.Skip(1).Take(4).All(text => text is { Length: 0 });

    public AuditStub Stub => new(Number, At, Said(Kind), Encoding.UTF8.GetString(Hash ?? []));

    public string Said(int place) => Encoding.UTF8.GetString(Texts[place] ?? []);

    /// <summary>SHA-256 over number, time and every text, each with its length before it, so that nothing can move from one to the next. Hex.</summary>
    public string Compute()
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(Encoding.ASCII.GetBytes(Form));
        Add(Encoding.ASCII.GetBytes(Number.ToString(CultureInfo.InvariantCulture)));
        Add(Encoding.ASCII.GetBytes(At.ToString(CultureInfo.InvariantCulture)));
        foreach (var text in Texts) Add(text ?? []);
        return Convert.ToHexStringLower(sha.GetHashAndReset());

        void Add(byte[] field)
        {
            sha.AppendData(Encoding.ASCII.GetBytes($"{field.Length.ToString(CultureInfo.InvariantCulture)}:"));
            sha.AppendData(field);
        }
    }
}
