using System.Buffers.Binary;

namespace Dinghy.Gateway.Tools.Lengths;

/// <summary>RIFF: the size of <c>data</c> over the bytes a second of <c>fmt</c>.</summary>
internal static class WavLength
{
    public static double Seconds(ReadOnlySpan<byte> file)
    {
        if (file.Length < 12 || !file.StartsWith("RIFF"u8) || !file[8..].StartsWith("WAVE"u8)) return 0;
        uint perSecond = 0;
        for (long at = 12; at + 8 <= file.Length;)
        {
            var chunk = file[(int)at..];
            var size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk.StartsWith("fmt "u8) && chunk.Length >= 20) perSecond = BinaryPrimitives.ReadUInt32LittleEndian(chunk[16..]);

            // A recorder that was cut off leaves 0 or the largest size: then the sound is what is there.
            if (chunk.StartsWith("data"u8)) return perSecond == 0 ? 0 : (double)(size == 0 ? chunk.Length - 8 : Math.Min(size, chunk.Length - 8)) / perSecond;
            at += 8 + size + (size & 1);
        }

        return 0;
    }
}
