using System.Globalization;
using System.Numerics;

namespace Dinghy.Gateway.Configuration.Files;

/// <summary>A number as its decimal digits: <c>+5</c>, <c>.5</c>, <c>5.</c>, <c>0x1F</c> are JSON5's own.</summary>
internal static class Json5Number
{
    /// <summary>More than any number of a configuration; a hexadecimal one is converted.</summary>
    private const int MaxHexDigits = 32;

    /// <exception cref="SyntaxException">It is no number.</exception>
    public static string Read(string text, ref int at)
    {
        var sign = "";
        if (text[at] is '+' or '-') sign = text[at++] == '-' ? "-" : "";
        foreach (var word in (string[])["Infinity", "NaN"])
        {
            if (!text.AsSpan(at).StartsWith(word, StringComparison.Ordinal)) continue;
            at += word.Length;
            return sign + word;
        }

        var number = sign + (IsHex(text, at) ? Hex(text, ref at) : Decimal(text, ref at));
        // 01, 5x and 1.2.3 are nothing.
        return at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '.' or '$') ? throw new SyntaxException(at) : number;
    }

    private static bool IsHex(string text, int at) => at + 1 < text.Length && text[at] == '0' && text[at + 1] is ('x' or 'X');

    private static string Hex(string text, ref int at)
    {
        at += 2;
        var digits = Digits(text, ref at, char.IsAsciiHexDigit);
        if (digits.Length is 0 or > MaxHexDigits) throw new SyntaxException(at);
        return BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
    }

    private static string Decimal(string text, ref int at)
    {
        var whole = at < text.Length && text[at] == '0' ? Zero(ref at) : Digits(text, ref at, char.IsAsciiDigit);
        var fraction = "";
        if (at < text.Length && text[at] == '.')
        {
            at++;
            fraction = Digits(text, ref at, char.IsAsciiDigit);
        }

        if (whole.Length == 0 && fraction.Length == 0) throw new SyntaxException(at);
        return (whole.Length == 0 ? "0" : whole) + (fraction.Length == 0 ? "" : "." + fraction) + Exponent(text, ref at);
    }

    private static string Zero(ref int at)
    {
        at++;
        return "0";
    }

    private static string Exponent(string text, ref int at)
    {
        if (at >= text.Length || text[at] is not ('e' or 'E')) return "";
        var start = at++;
        if (at < text.Length && text[at] is ('+' or '-')) at++;
        if (Digits(text, ref at, char.IsAsciiDigit).Length == 0) throw new SyntaxException(at);
        return text[start..at];
    }

    private static string Digits(string text, ref int at, Func<char, bool> isDigit)
    {
        var start = at;
        while (at < text.Length && isDigit(text[at])) at++;
        return text[start..at];
    }
}
