using System.Text;

namespace Dinghy.Gateway.Attachments;

/// <summary>Which old Office document an OLE container holds, by the names of its streams. They are looked for, not parsed: enough to say why it can not be read.</summary>
internal static class OleDirectory
{
    private const int Chunk = 64 * 1024;
    private const int Overlap = 64;

    private static readonly (byte[] Name, FileType Type)[] s_streams =
    [
        (Encoding.Unicode.GetBytes("EncryptedPackage"), FileType.EncryptedOffice),
        (Encoding.Unicode.GetBytes("WordDocument"), FileType.Doc),
        (Encoding.Unicode.GetBytes("PowerPoint Document"), FileType.Ppt),
        (Encoding.Unicode.GetBytes("Workbook"), FileType.Xls),
        (Encoding.Unicode.GetBytes("Book\0"), FileType.Xls),
    ];

    public static FileType TypeOf(FileStream file)
    {
        var (best, buffer, kept) = (s_streams.Length, new byte[Overlap + Chunk], 0);
        file.Position = 0;
        for (int read; (read = file.Read(buffer, kept, Chunk)) > 0;)
        {
            var seen = buffer.AsSpan(0, kept + read);
            for (var i = 0; i < best; i++)
                if (seen.IndexOf(s_streams[i].Name) >= 0) best = i;
            kept = Math.Min(Overlap, seen.Length);
            seen[^kept..].CopyTo(buffer);
        }

        return best < s_streams.Length ? s_streams[best].Type : FileType.Ole;
    }
}
