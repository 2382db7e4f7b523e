using System.Globalization;
using System.Text;

namespace Dinghy.Gateway.Configuration.Files;

/// <summary>A text in quotes of either kind.</summary>
internal static class Json5Text
{
    /// <summary>Half a surrogate pair may come out of an escape; the caller checks for it.</summary>
    /// <exception cref="SyntaxException">It does not end, or an escape is none.</exception>
    public static string Read(string text, ref int at)
    {
        var quote = text[at++];
        var plain = text.AsSpan(at).IndexOfAny(quote, '\\', '\n');
        if (plain >= 0 && text[at + plain] == quote && !text.AsSpan(at, plain).Contains('\r'))
        {
            at += plain + 1;
            return text.Substring(at - plain - 1, plain);
        }

        var result = new StringBuilder();
        while (true)
        {
            if (at >= text.Length || text[at] is '\n' or '\r') throw new SyntaxException(Math.Min(at, text.Length));
            var c = text[at++];
            if (c == quote) return result.ToString();
            if (c == '\\') Escape(text, ref at, result);
            else result.Append(c);
        }
    }

    private static void Escape(string text, ref int at, StringBuilder result)
    {
        if (at >= text.Length) throw new SyntaxException(at);
        var c = text[at++];
        switch (c)
        {
            case 'b': result.Append('\b'); break;
            case 'f': result.Append('\f'); break;
            case 'n': result.Append('\n'); break;
            case 'r': result.Append('\r'); break;
            case 't': result.Append('\t'); break;
            case 'v': result.Append('\v'); break;
            case '0' when at >= text.Length || !char.IsAsciiDigit(text[at]): result.Append('\0'); break;
            case 'x': result.Append(Code(text, ref at, 2)); break;
            case 'u': result.Append(Code(text, ref at, 4)); break;
            case >= '0' and <= '9': throw new SyntaxException(at - 1);
            case '\r': // A line that goes on.
                if (at < text.Length && text[at] == '\n') at++;
                break;
            case '\n' or '\u2028' or '\u2029': break;
            default: result.Append(c); break;
        }
    }

    private static char Code(string text, ref int at, int digits)
    {
        if (at + digits > text.Length || !ushort.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            throw new SyntaxException(Math.Min(at, text.Length));
        at += digits;
        return (char)code;
    }
}
