using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;

namespace Dinghy.Scenarios.Lab;

/// <summary>Small files of each kind, and looking into those that come back.</summary>
internal static class MediaBytes
{
    private static readonly XNamespace s_word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    /// <summary>One pixel.</summary>
    public static byte[] Png { get; } = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    /// <summary>8 kHz, 8 bits.</summary>
    public static byte[] Wav(double seconds)
    {
        var data = new byte[(int)(seconds * 8000)];
        return [.. "RIFF"u8, .. Little(36 + data.Length), .. "WAVE"u8, .. "fmt "u8, .. Little(16), 1, 0, 1, 0, .. Little(8000), .. Little(8000), 1, 0, 8, 0, .. "data"u8, .. Little(data.Length), .. data];
    }

    public static byte[] Mp4(int milliseconds)
    {
        byte[] header = [.. new byte[12], .. Big(1000), .. Big(milliseconds), .. new byte[80]];
        return [.. Box("ftyp", "isom"u8.ToArray()), .. Box("mdat", new byte[100]), .. Box("moov", Box("mvhd", header))];
    }

    public static IReadOnlyList<(string Name, string Text)> Unzip(ReadOnlyMemory<byte> zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip.ToArray()), ZipArchiveMode.Read);
        return [.. archive.Entries.Select(entry => (entry.FullName, Read(entry)))];
    }

    /// <summary>A Word document's paragraphs, a line each.</summary>
    public static string WordText(ReadOnlyMemory<byte> docx)
    {
        var document = XDocument.Parse(Unzip(docx).Single(part => part.Name == "word/document.xml").Text);
        return string.Join('\n', document.Descendants(s_word + "p").Select(paragraph =>
            string.Concat(paragraph.Descendants().Select(e => e.Name == s_word + "t" ? e.Value : e.Name == s_word + "br" ? "\n" : ""))));
    }

    private static string Read(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static byte[] Box(string name, byte[] inside) => [.. Big(inside.Length + 8), .. Encoding.ASCII.GetBytes(name), .. inside];

    private static byte[] Little(int value) => BitConverter.GetBytes(value);

    private static byte[] Big(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
