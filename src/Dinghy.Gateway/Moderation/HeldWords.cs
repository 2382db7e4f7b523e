using System.Text;

namespace Dinghy.Gateway.Moderation;

/// <summary>
/// A growing answer that is shown only as far as no phrase can still begin in what is shown: as many characters as the longest phrase has, but one, are held
/// back. What patterns or the hook must see whole is held back whole, and so is what follows a tag or an entity: it is not seen as it is written.
/// </summary>
internal sealed class HeldWords(WordLists lists, bool whole)
{
    private readonly StringBuilder _all = new();
    private readonly StringBuilder _held = new();

    /// <summary>A phrase was found; nothing more is given.</summary>
    public bool IsBlocked { get; private set; }

    /// <summary>All that came.</summary>
    public string All => _all.ToString();

    /// <summary>What has not been given yet.</summary>
    public string Rest => _held.ToString();

    /// <returns>What may be shown now; perhaps nothing.</returns>
    public string Add(string delta)
    {
        _all.Append(delta);
        _held.Append(delta);
        if (whole || IsBlocked) return "";
        var text = _held.ToString();
        var folded = FoldedText.Of(text, markup: true);
        if (lists.HasWord(folded))
        {
            IsBlocked = true;
            return "";
        }

        if (MarkupIn(text) is >= 0 and var sign) (text, folded) = (text[..sign], FoldedText.Of(text[..sign], markup: true));
        var keep = Math.Max(0, lists.Longest - 1);
        if (folded.Text.Length < keep) return "";
        var cut = folded.From(folded.Text.Length - keep);
        if (cut > 0 && cut < text.Length && char.IsLowSurrogate(text[cut])) cut--;
        _held.Remove(0, cut);
        return text[..cut];
    }

    /// <summary>Where what may be html begins; -1: nowhere.</summary>
    public static int MarkupIn(string text)
    {
        for (var at = text.AsSpan().IndexOfAny('<', '&'); at >= 0 && at < text.Length; at++)
        {
            var next = at + 1 < text.Length ? text[at + 1] : '\0';
            if (text[at] == '<' && (next is '/' or '!' or '?' or '\0' || char.IsAsciiLetter(next))) return at;
            if (text[at] == '&' && (next is '#' or '\0' || char.IsAsciiLetter(next))) return at;
        }

        return -1;
    }

    /// <summary>The answer begins anew.</summary>
    public void Reset()
    {
        _all.Clear();
        _held.Clear();
        IsBlocked = false;
    }
}
