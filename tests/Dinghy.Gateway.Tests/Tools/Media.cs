using System.Buffers.Binary;
using System.Text;

namespace Dinghy.Gateway.Tests.Tools;

/// <summary>Small sounds and films, made byte by byte.</summary>
internal static class Media
{
    public static byte[] Wav(double seconds, int rate = 8000, uint? declared = null)
    {
        var data = new byte[(int)(seconds * rate)];
        return [
            .. "RIFF"u8, .. Little(36 + (uint)data.Length), .. "WAVE"u8, .. "LIST"u8, .. Little(3), 1, 2, 3, 0,
            .. "fmt "u8, .. Little(16), 1, 0, 1, 0, .. Little((uint)rate), .. Little((uint)rate), 1, 0, 8, 0,
            .. "data"u8, .. Little(declared ?? (uint)data.Length), .. data];
    }

    /// <summary>MPEG 1 layer III, 44.1 kHz: 1152 samples a frame.</summary>
    public static byte[] Mp3(int frames, bool tag = false)
    {
        var file = new List<byte>();
        if (tag) file.AddRange([.. "ID3"u8, 3, 0, 0, 0, 0, 1, 0, .. Enumerable.Repeat<byte>(0xFF, 128)]);
        for (var i = 0; i < frames; i++)
        {
            // 64 and 128 kbit/s in turns.
            var (index, bytes) = i % 2 == 0 ? (5, 144 * 64_000 / 44_100) : (9, 144 * 128_000 / 44_100);
            file.AddRange([0xFF, 0xFB, (byte)(index << 4), 0, .. new byte[bytes - 4]]);
        }

        return [.. file];
    }

    public static byte[] Amr(int frames) => [.. "#!AMR\n"u8, .. Enumerable.Range(0, frames).SelectMany(_ => (byte[])[7 << 3, .. new byte[31]])];

    public static byte[] Opus(long position, ushort skip = 312) =>
    [
        .. Page(0, [.. "OpusHead"u8, 1, 1, .. Little16(skip), .. Little(48_000), 0, 0, 0]), .. Page(position, new byte[40]), .. Page(-1, new byte[3]),
    ];

    public static byte[] Vorbis(long position, uint rate) => [.. Page(0, [1, .. "vorbis"u8, .. Little(0), 1, .. Little(rate), .. new byte[14]]), .. Page(position, new byte[40])];

    public static byte[] Mp4(uint scale, ulong length, bool wide = false, bool large = false)
    {
        byte[] header = wide
            ? [1, 0, 0, 0, .. new byte[16], .. Big(scale), .. Big64(length), .. new byte[80]]
            : [0, 0, 0, 0, .. new byte[8], .. Big(scale), .. Big((uint)length), .. new byte[80]];
        byte[] film = large ? [.. Big(1), .. "mdat"u8, .. Big64(16 + 1000), .. new byte[1000]] : Box("mdat", new byte[1000]);
        return [.. Box("ftyp", "isom"u8.ToArray()), .. film, .. Box("moov", [.. Box("udta", new byte[5]), .. Box("mvhd", header)])];
    }

    public static byte[] Box(string name, byte[] inside) => [.. Big((uint)inside.Length + 8), .. Encoding.ASCII.GetBytes(name), .. inside];

    private static byte[] Page(long position, byte[] packet) => [.. "OggS"u8, 0, 0, .. Little64(position), .. new byte[12], 1, (byte)packet.Length, .. packet];

    private static byte[] Little(uint value) => BitConverter.GetBytes(value);

    private static byte[] Little16(ushort value) => BitConverter.GetBytes(value);

    private static byte[] Little64(long value) => BitConverter.GetBytes(value);

    private static byte[] Big(uint value) => BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(value));

    private static byte[] Big64(ulong value) => BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(value));
}
