using System.Buffers.Binary;
using SkiaSharp;

namespace Dinghy.Gateway.Tests.Support;

internal static class Pictures
{
    /// <summary>Left half red, right half blue: it shows which way it is turned.</summary>
    public static byte[] Of(int width, int height, SKEncodedImageFormat format = SKEncodedImageFormat.Png, bool transparent = false)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, transparent ? SKAlphaType.Premul : SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(transparent ? SKColors.Transparent : SKColors.Red);
        using var blue = new SKPaint { Color = SKColors.Blue };
        canvas.DrawRect(width / 2f, 0, width, height, blue);
        return Encoded(bitmap, format);
    }

    /// <summary>What packs worst.</summary>
    public static byte[] Noise(int side)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        new Random(1).NextBytes(bitmap.GetPixelSpan());
        return Encoded(bitmap, SKEncodedImageFormat.Png);
    }

    /// <summary>A JPEG with the orientation that EXIF gives a picture taken with the camera turned.</summary>
    public static byte[] Turned(byte[] jpeg, byte orientation)
    {
        byte[] exif = [.. "Exif\0\0MM\0*\0\0\0\x08\0\x01"u8, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        var header = new byte[] { 0xFF, 0xE1, 0, 0 };
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(exif.Length + 2));
        return [.. jpeg.AsSpan(0, 2), .. header, .. exif, .. jpeg.AsSpan(2)];
    }

    /// <summary>A PNG that is nothing but a header and the beginning of its data.</summary>
    public static byte[] PngHeader(uint width, uint height)
    {
        byte[] ihdr = [.. "IHDR"u8, 0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(ihdr.AsSpan(4), width);
        BinaryPrimitives.WriteUInt32BigEndian(ihdr.AsSpan(8), height);
        var crc = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc(ihdr));
        return [0x89, .. "PNG\r\n\x1a\n"u8, 0, 0, 0, 13, .. ihdr, .. crc, 0, 0, 1, 0, .. "IDAT"u8, 0x78, 0x9C, .. new byte[20]];
    }

    private static byte[] Encoded(SKBitmap bitmap, SKEncodedImageFormat format)
    {
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++) crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        }

        return ~crc;
    }
}
