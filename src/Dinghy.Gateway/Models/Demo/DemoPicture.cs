using System.Buffers.Binary;

namespace Dinghy.Gateway.Models;

/// <summary>A picture's size, from the first bytes of png, gif, bmp and jpeg.</summary>
/// <param name="Size">As <c>640×480</c>; null where it can not be told.</param>
internal sealed record DemoPicture(string? Size)
{
    public static DemoPicture Of(ReadOnlySpan<byte> file)
    {
        if (file.Length < 26) return new DemoPicture(Size: null);
        if (file[1..].StartsWith("PNG"u8))
            return Sized(BinaryPrimitives.ReadUInt32BigEndian(file[16..]), BinaryPrimitives.ReadUInt32BigEndian(file[20..]));
        if (file.StartsWith("GIF8"u8)) return Sized(BinaryPrimitives.ReadUInt16LittleEndian(file[6..]), BinaryPrimitives.ReadUInt16LittleEndian(file[8..]));
        if (file.StartsWith("BM"u8)) return Sized(BinaryPrimitives.ReadUInt32LittleEndian(file[18..]), (uint)Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(file[22..])));
        return Jpeg(file);
    }

    private static DemoPicture Jpeg(ReadOnlySpan<byte> file)
    {
        // A chain of marked segments; the start-of-frame one knows.
        for (var at = 2; at + 9 <= file.Length && file[at] == 0xFF; at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]))
            if (file[at + 1] is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return Sized(BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]));
        return new DemoPicture(Size: null);
    }

    private static DemoPicture Sized(uint width, uint height) => new($"{width}×{height}");
}
