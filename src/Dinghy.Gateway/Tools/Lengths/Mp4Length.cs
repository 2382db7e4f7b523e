using System.Buffers.Binary;

namespace Dinghy.Gateway.Tools.Lengths;

/// <summary>MP4: <c>moov/mvhd</c>, wherever it lies in the file; the film itself is stepped over.</summary>
internal static class Mp4Length
{
    /// <summary>Boxes looked at; a real file has a dozen before the one that counts.</summary>
    private const int MaxBoxes = 1000;

    public static double Seconds(Stream file)
    {
        var boxes = 0;
        return Find(file, "moov"u8, 0, file.Length, ref boxes) is var (start, end) && Find(file, "mvhd"u8, start, end, ref boxes) is var (header, _) ? Read(file, header) : 0;
    }

    /// <summary>The inside of the first box of this name between two places.</summary>
    private static (long Start, long End)? Find(Stream file, ReadOnlySpan<byte> name, long from, long to, ref int boxes)
    {
        Span<byte> head = stackalloc byte[16];
        while (from + 8 <= to && boxes++ < MaxBoxes)
        {
            file.Position = from;
            var read = file.ReadAtLeast(head, 16, throwOnEndOfStream: false);
            if (read < 8) return null;
            long size = BinaryPrimitives.ReadUInt32BigEndian(head);
            var inside = size == 1 ? 16 : 8;

            // 1: the size is the next eight bytes; 0: up to the end.
            if (size == 1) size = read == 16 ? BinaryPrimitives.ReadInt64BigEndian(head[8..]) : 0;
            else if (size == 0) size = to - from;
            if (size < inside || size > to - from) return null;
            if (head[4..8].SequenceEqual(name)) return (from + inside, from + size);
            from += size;
        }

        return null;
    }

    private static double Read(Stream file, long at)
    {
        Span<byte> box = stackalloc byte[32];
        file.Position = at;
        if (file.ReadAtLeast(box, 32, throwOnEndOfStream: false) < 32) return 0;
        var wide = box[0] == 1;
        var scale = BinaryPrimitives.ReadUInt32BigEndian(box[(wide ? 20 : 12)..]);
        var length = wide ? BinaryPrimitives.ReadUInt64BigEndian(box[24..]) : BinaryPrimitives.ReadUInt32BigEndian(box[16..]);
        return scale == 0 ? 0 : length / (double)scale;
    }
}
