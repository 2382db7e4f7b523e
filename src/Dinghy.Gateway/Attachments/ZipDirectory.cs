using System.Buffers.Binary;
using System.Text;

namespace Dinghy.Gateway.Attachments;

/// <summary>
/// The central directory of a zip, read before any library does: <c>ZipArchive</c> makes an object of every entry it meets, however many the file claims.
/// </summary>
internal sealed class ZipDirectory
{
    /// <summary>An Office document has some hundreds.</summary>
    public const int MostEntries = 5_000;

    private const int EndBytes = 22;
    private const int HeaderBytes = 46;
    private const int LongestComment = 65_535;
    private const int MostBytes = 4 * 1024 * 1024;

    private ZipDirectory(HashSet<string> names, bool encrypted, bool tooMany) => (Names, Encrypted, TooMany) = (names, encrypted, tooMany);

    /// <summary>As written, at most <see cref="MostEntries"/>.</summary>
    public IReadOnlySet<string> Names { get; }

    /// <summary>Some entry is behind a password.</summary>
    public bool Encrypted { get; }

    public bool TooMany { get; }

    /// <summary>False: no zip, a broken one, or one of the zip64 kind, which no Office document needs.</summary>
    public static bool TryRead(FileStream file, out ZipDirectory directory)
    {
        directory = new([], encrypted: false, tooMany: false);
        var tail = new byte[(int)Math.Min(file.Length, EndBytes + LongestComment)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        var end = tail.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (end < 0 || tail.Length - end < EndBytes) return false;
        var at = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        if (at == uint.MaxValue || at > file.Length) return false;

        var bytes = new byte[(int)Math.Min(file.Length - at, MostBytes)];
        file.Position = at;
        file.ReadExactly(bytes);
        directory = Walk(bytes);
        return true;
    }

    // Not by the count that the end record tells: it may lie, and ZipArchive walks on regardless.
    private static ZipDirectory Walk(ReadOnlySpan<byte> bytes)
    {
        var (names, encrypted, count) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), false, 0);
        while (bytes.Length >= HeaderBytes && bytes.StartsWith("PK\x01\x02"u8))
        {
            if (++count > MostEntries) return new(names, encrypted, tooMany: true);
            encrypted |= (bytes[8] & 1) != 0;
            var name = BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]);
            var length = HeaderBytes + name + BinaryPrimitives.ReadUInt16LittleEndian(bytes[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(bytes[32..]);
            if (length > bytes.Length) break;   // The buffer ends first: longer than any honest directory.
            names.Add(Encoding.UTF8.GetString(bytes.Slice(HeaderBytes, name)));
            bytes = bytes[length..];
        }

        return new(names, encrypted, tooMany: bytes.StartsWith("PK\x01\x02"u8));
    }
}
