using System.Text;

namespace Dinghy.Gateway.Attachments.Text;

/// <summary>How some bytes are to be read as text. Windows in China still writes GBK, and UTF-16 from some exports.</summary>
internal static class TextEncodings
{
    /// <summary>Holds GBK and GB2312 whole.</summary>
    public static Encoding Gb18030 { get; } = CodePagesEncodingProvider.Instance.GetEncoding("GB18030") ?? throw new InvalidOperationException("This runtime has no GB18030.");

    private static readonly Encoding s_strictGb = CodePagesEncodingProvider.Instance.GetEncoding(54936, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;
    private static readonly Encoding s_strictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <summary>Null: these bytes are no text. They may end in the middle of a character.</summary>
    public static Encoding? Detect(ReadOnlySpan<byte> head)
    {
        if (Marked(head) is { } marked) return marked;
        if (head.IndexOf((byte)0) >= 0) return Wide(head);
        if (Reads(s_strictUtf8, head)) return Encoding.UTF8;
        return Reads(s_strictGb, head) ? Gb18030 : null;
    }

    private static Encoding? Marked(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith<byte>([0xEF, 0xBB, 0xBF])) return Encoding.UTF8;
        if (head.StartsWith<byte>([0xFF, 0xFE, 0, 0])) return Encoding.UTF32;
        if (head.StartsWith<byte>([0xFF, 0xFE])) return Encoding.Unicode;
        return head.StartsWith<byte>([0xFE, 0xFF]) ? Encoding.BigEndianUnicode : null;
    }

    // UTF-16 without a mark: line ends, digits and blanks put a zero into every other byte, mostly on one side ("一" has one on the other).
    private static Encoding? Wide(ReadOnlySpan<byte> head)
    {
        var zeros = new int[2];
        for (var i = 0; i < head.Length; i++)
            if (head[i] == 0) zeros[i & 1]++;
        if (zeros.Max() < head.Length / 50 || zeros.Max() <= 2 * zeros.Min()) return null;
        var bigEndian = zeros[0] > zeros[1];
        return Reads(new UnicodeEncoding(bigEndian, byteOrderMark: false, throwOnInvalidBytes: true), head) ? (bigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode) : null;
    }

    private static bool Reads(Encoding strict, ReadOnlySpan<byte> head)
    {
        try
        {
            // Not flushed: a character may be cut in two at the end.
            var chars = new char[strict.GetMaxCharCount(head.Length)];
            var read = strict.GetDecoder().GetChars(head, chars, flush: false);
            return !chars.AsSpan(0, read).ContainsAnyInRange('\0', '\b') && !chars.AsSpan(0, read).ContainsAnyInRange('\u000e', '\u001a');
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
