using System.Text;

namespace Dinghy.Gateway.Models;

/// <summary>
/// Pieces of one text as they come. Joins an emoji that was cut in two, replaces a lone half by U+FFFD,
/// and counts against <see cref="ModelLimits.Answer"/>.
/// </summary>
internal sealed class AnswerText
{
    private char _half;

    /// <summary>UTF-8 bytes let through so far.</summary>
    public int Bytes { get; private set; }

    /// <summary>The part of what came that can be shown now; may be empty.</summary>
    public string Add(string piece)
    {
        if (piece.Length == 0) return "";
        var joined = _half == 0 ? piece : _half + piece;
        _half = char.IsHighSurrogate(joined[^1]) ? joined[^1] : '\0';
        if (_half != 0) joined = joined[..^1];
        return Count(joined);
    }

    /// <summary>What is still held back once no more comes.</summary>
    public string End()
    {
        var rest = _half == 0 ? "" : "\uFFFD";
        _half = '\0';
        return Count(rest);
    }

    private string Count(string text)
    {
        // Encoding there and back is the plainest way to U+FFFD, and is rarely needed.
        var whole = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        Bytes += Encoding.UTF8.GetByteCount(whole);
        return whole;
    }
}
