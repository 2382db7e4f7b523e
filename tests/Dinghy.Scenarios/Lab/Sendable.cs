using System.IO.Compression;
using System.Text;
using SkiaSharp;

namespace Dinghy.Scenarios.Lab;

/// <summary>Files for people to send, honest and not.</summary>
internal static class Sendable
{
    public static byte[] Png(int width, int height)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(SKColors.Teal);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 90);
        return data.ToArray();
    }

    public static (int Width, int Height) Size(byte[] picture)
    {
        using var codec = SKCodec.Create(new MemoryStream(picture));
        return (codec.Info.Width, codec.Info.Height);
    }

    public static byte[] Docx(string words) => Zip(("[Content_Types].xml", "<Types/>"), ("word/document.xml", WordPart(words)));

    /// <summary>Some kilobytes that unpack to 50 MB in which no word stands.</summary>
    public static byte[] Bomb() => Zip(("[Content_Types].xml", "<Types/>"), ("word/document.xml", WordPart("x").Replace("<w:p>", "<w:p>" + new string(' ', 50_000_000), StringComparison.Ordinal)));

    private static string WordPart(string words) =>
        $"""<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>""";

    private static byte[] Zip(params (string Name, string Content)[] parts)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in parts)
            {
                using var entry = new StreamWriter(zip.CreateEntry(name, CompressionLevel.SmallestSize).Open(), new UTF8Encoding(false));
                entry.Write(content);
            }

        return bytes.ToArray();
    }
}
