using System.Globalization;
using System.Text;

namespace Dinghy.Gateway.Moderation;

/// <summary>
/// A text as lists are held against it: small letters, half width, digits of every script as 0 to 9, without invisible characters. Each character knows
/// where it comes from.
/// </summary>
internal sealed class FoldedText
{
    private readonly List<int> _from;

    private FoldedText(string text, List<int> from) => (Text, _from) = (text, from);

    public string Text { get; }

    /// <param name="text">As it was written.</param>
    /// <param name="markup">Signs of markdown are left out too: they can not be seen.</param>
    public static FoldedText Of(string text, bool markup)
    {
        var (folded, from, at) = (new StringBuilder(text.Length), new List<int>(text.Length + 1), 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsHidden(rune) && !(markup && rune.Value is '*' or '_' or '~' or '`'))
            {
                foreach (var c in Plain(rune))
                {
                    folded.Append(c);
                    from.Add(at);
                }
            }

            at += rune.Utf16SequenceLength;
        }

        from.Add(text.Length);
        return new(folded.ToString(), from);
    }

    /// <summary>Where a character of the folded text begins in the written one; its length gives the end.</summary>
    public int From(int index) => _from[index];

    private static string Plain(Rune rune)
    {
        if (rune.Value is > 0xFF00 and < 0xFF5F) return char.ToLowerInvariant((char)(rune.Value - 0xFEE0)).ToString();
        if (rune.Value is 0x3000 or 0xA0) return " ";
        if (!rune.IsAscii && Digit(rune) is { } digit) return digit;
        return Rune.ToLowerInvariant(rune).ToString();
    }

    /// <summary>Also ① and 𝟏.</summary>
    private static string? Digit(Rune rune)
    {
        var category = Rune.GetUnicodeCategory(rune);
        if (category is not (UnicodeCategory.DecimalDigitNumber or UnicodeCategory.OtherNumber)) return null;
        var value = Rune.GetNumericValue(rune);
        return value is >= 0 and <= 9 && value == Math.Floor(value) ? ((int)value).ToString(CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Nobody sees them between two letters.</summary>
    private static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark || rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0
        || (rune.Value < 0x20 && rune.Value is not ('\t' or '\n' or '\r'));
}
