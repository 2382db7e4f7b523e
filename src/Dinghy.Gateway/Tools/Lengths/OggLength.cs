using System.Buffers.Binary;

namespace Dinghy.Gateway.Tools.Lengths;

/// <summary>Ogg with Opus or Vorbis: the last page's position over the rate.</summary>
internal static class OggLength
{
    private const int PageHeader = 27;

    public static double Seconds(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith("OggS"u8) || file.Length < PageHeader) return 0;
        var packet = PageHeader + file[26];
        if (packet + 16 > file.Length) return 0;
        var (rate, skip) = Rate(file[packet..]);
        return rate == 0 ? 0 : Math.Max(0, LastPosition(file) - skip) / (double)rate;
    }

    private static (uint Rate, long Skip) Rate(ReadOnlySpan<byte> first) =>
        first.StartsWith("OpusHead"u8) ? (48_000, BinaryPrimitives.ReadUInt16LittleEndian(first[10..]))
        : first.StartsWith("\u0001vorbis"u8) ? (BinaryPrimitives.ReadUInt32LittleEndian(first[12..]), 0)
        : (0, 0);

    /// <summary>A page on which no packet ends has the position -1.</summary>
    private static long LastPosition(ReadOnlySpan<byte> file)
    {
        while (file.LastIndexOf("OggS"u8) is >= 0 and var at)
        {
            if (at + 14 <= file.Length && BinaryPrimitives.ReadInt64LittleEndian(file[(at + 6)..]) is >= 0 and var position) return position;
            file = file[..at];
        }

        return 0;
    }
}
