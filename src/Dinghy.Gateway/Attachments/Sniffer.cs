using System.Buffers.Binary;
using Dinghy.Gateway.Attachments.Text;

namespace Dinghy.Gateway.Attachments;

/// <summary>What a file is, by its bytes. A name only tells texts apart, which bytes can not.</summary>
internal static class Sniffer
{
    private const int HeadBytes = 64 * 1024;

    /// <summary>Reads the head of the file; of zip and OLE containers also their directories.</summary>
    public static FileType Of(string path, string name)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var head = new byte[HeadBytes];
        var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return Of(file, head.AsSpan(0, read), name);
    }

    /// <summary>A document cut short is a zip without a directory: telling its owner to send a docx would not help.</summary>
    public static bool IsBrokenOffice(FileType type, string name) =>
        type == FileType.Zip && Path.GetExtension(name).ToLowerInvariant() is ".docx" or ".xlsx" or ".pptx";

    /// <summary>Null: these bytes are no picture.</summary>
    public static FileType? PictureOf(ReadOnlySpan<byte> bytes) => Picture(bytes);

    private static FileType Of(FileStream file, ReadOnlySpan<byte> head, string name)
    {
        if (Picture(head) is { } picture) return picture;
        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8)) return ZipContainer(file);
        if (head.StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])) return OleDirectory.TypeOf(file);
        if (Media(head) is { } media) return media;
        // Readers allow some bytes before the mark, and so do the programs that write it.
        if (head[..Math.Min(head.Length, 1024)].IndexOf("%PDF-"u8) >= 0) return FileType.Pdf;
        return TextEncodings.Detect(head) is { } encoding ? Words(encoding.GetString(head), name) : FileType.Binary;
    }

    private static FileType? Picture(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A])) return FileType.Png;
        if (head.StartsWith<byte>([0xFF, 0xD8, 0xFF])) return FileType.Jpeg;
        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8)) return FileType.Gif;
        if (Riff(head, "WEBP"u8)) return FileType.Webp;
        return head.StartsWith("BM"u8) && head.Length > 26 && BinaryPrimitives.ReadInt32LittleEndian(head[14..]) is >= 12 and <= 124 && head[6..10].IndexOfAnyExcept((byte)0) < 0
            ? FileType.Bmp
            : null;
    }

    private static FileType? Media(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8)) return Boxed(head[8..12]);
        if (Riff(head, "WAVE"u8)) return FileType.Wav;
        if (head.StartsWith("#!AMR"u8)) return FileType.Amr;
        if (head.StartsWith("OggS"u8)) return FileType.Ogg;
        if (head.StartsWith("ID3"u8)) return FileType.Mp3;
        // A frame of MPEG layer 3 with a bit rate and a sample rate that exist.
        return head.Length >= 4 && head[0] == 0xFF && (head[1] & 0xE6) == 0xE2 && head[2] >> 4 is not (0 or 15) && (head[2] >> 2 & 3) != 3 ? FileType.Mp3 : null;
    }

    private static FileType Boxed(ReadOnlySpan<byte> brand)
    {
        if (brand.StartsWith("qt"u8)) return FileType.Mov;
        if (brand.StartsWith("M4A"u8) || brand.StartsWith("M4B"u8)) return FileType.M4a;
        ReadOnlySpan<byte> pictures = "heicheixhevcheimheismif1msf1avifavis"u8;
        return pictures.IndexOf(brand) is >= 0 and var at && at % 4 == 0 ? FileType.Heic : FileType.Mp4;
    }

    private static bool Riff(ReadOnlySpan<byte> head, ReadOnlySpan<byte> form) => head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual(form);

    private static FileType ZipContainer(FileStream file)
    {
        // What is wrong with the container is for the reader of the document to say.
        if (!ZipDirectory.TryRead(file, out var directory)) return FileType.Zip;
        if (directory.Names.Contains("word/document.xml")) return FileType.Docx;
        if (directory.Names.Contains("xl/workbook.xml")) return FileType.Xlsx;
        return directory.Names.Contains("ppt/presentation.xml") ? FileType.Pptx : FileType.Zip;
    }

    private static FileType Words(string head, string name)
    {
        var start = head.AsSpan().TrimStart("\uFEFF \t\r\n");
        var ending = Path.GetExtension(name).ToLowerInvariant();
        if (start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase)) return FileType.Html;
        return ending switch
        {
            ".html" or ".htm" or ".xhtml" => FileType.Html,
            ".json" => FileType.Json,
            ".csv" or ".tsv" => FileType.Csv,
            ".md" or ".markdown" => FileType.Markdown,
            _ => ending.Length == 0 && (start.StartsWith("{\"") || start.StartsWith("[{")) ? FileType.Json : FileType.Plain,
        };
    }
}
