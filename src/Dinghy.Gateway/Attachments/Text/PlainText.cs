using System.Text;

namespace Dinghy.Gateway.Attachments.Text;

/// <summary>Texts as they are: txt, md, csv, json and the like.</summary>
internal static class PlainText
{
    private const int HeadBytes = 64 * 1024;

    public static void Read(string path, TextSink sink, CancellationToken ct)
    {
        using var reader = Open(path);
        var chunk = new char[8192];
        for (int read; !sink.Full && (read = reader.Read(chunk)) > 0; sink.Add(chunk.AsSpan(0, read))) ct.ThrowIfCancellationRequested();
    }

    /// <summary>In the encoding that its first bytes show.</summary>
    public static StreamReader Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var head = new byte[HeadBytes];
        var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return new StreamReader(file, TextEncodings.Detect(head.AsSpan(0, read)) ?? Encoding.UTF8);
    }
}
