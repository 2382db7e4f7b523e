using System.Buffers.Text;

namespace Dinghy.DingTalk.Wire;

/// <summary>JSON may escape half a surrogate pair (<c>\ud83d</c> alone), which .NET then refuses to read as text.</summary>
internal static class LoneSurrogates
{
    private const int EscapeLength = 6;

    /// <summary>Writes <c>\ufffd</c> over every half pair, in place: both take six bytes.</summary>
    public static void Repair(Span<byte> json)
    {
        if (json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0) return;
        for (var at = 0; at < json.Length;)
        {
            var next = json[at..].IndexOf((byte)'\\');
            if (next < 0) return;
            at += next;
            at += Step(json[at..]);
        }
    }

    private static int Step(Span<byte> escape)
    {
        if (Unit(escape) is not { } unit) return 2;                           // \n, \\, or broken: the parser will say so
        if (!char.IsSurrogate(unit)) return EscapeLength;
        var pair = char.IsHighSurrogate(unit) && Unit(escape[EscapeLength..]) is { } low && char.IsLowSurrogate(low);
        if (pair) return 2 * EscapeLength;
        "\\ufffd"u8.CopyTo(escape);
        return EscapeLength;
    }

    private static char? Unit(ReadOnlySpan<byte> text) =>
        text.Length >= EscapeLength && text[0] == '\\' && text[1] == 'u'
        && Utf8Parser.TryParse(text[2..EscapeLength], out ushort unit, out var used, 'x') && used == 4 ? (char)unit : null;
}
