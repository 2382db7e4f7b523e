using System.Runtime.InteropServices;
using System.Text;

namespace Dinghy.Gateway.Memory;

/// <summary>
/// What a text can be found by. Chinese, Japanese and Korean are written without blanks, so each two neighbours are a term, and the last of a run alone
/// too: then every character begins one. Other scripts have words; an English plural counts as its singular.
/// </summary>
internal static class Terms
{
    /// <summary>Characters of a word; what is longer is cut.</summary>
    public const int Longest = 40;

    /// <summary>Lower case, and full-width forms as usual ones: what <see cref="In"/> reads. As long as the text.</summary>
    public static string Fold(string text) => string.Create(text.Length, text, static (folded, from) =>
    {
        for (var i = 0; i < from.Length; i++)
            folded[i] = char.ToLowerInvariant(from[i] is >= '\uff01' and <= '\uff5e' ? (char)(from[i] - 0xfee0) : from[i]);
    });

    public static Enumerator In(ReadOnlySpan<char> folded) => new(folded);

    /// <summary>The different terms of a question, at most so many: none is part of a run's end only, unless the run is nothing else.</summary>
    public static IReadOnlyList<string> OfQuestion(string question, int most)
    {
        var terms = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var term in In(Fold(question)))
            if (!term.IsTail && terms.Count < most && term.Text.ToString() is var text && seen.Add(text)) terms.Add(text);
        return terms;
    }

    /// <summary>How many of a question's terms stand in a text.</summary>
    public static int Shared(IReadOnlyList<string> terms, string text)
    {
        if (terms.Count == 0) return 0;
        var left = new HashSet<string>(terms, StringComparer.Ordinal);
        var byChars = left.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var term in In(Fold(text))) byChars.Remove(term.Text);
        return terms.Count - left.Count;
    }

    /// <param name="text">Of the folded text.</param>
    /// <param name="isTail">The last character of a run, which stands in the term before too.</param>
    /// <param name="at">Where it begins.</param>
    [StructLayout(LayoutKind.Auto)]
    public readonly ref struct Term(ReadOnlySpan<char> text, bool isTail, int at)
    {
        public ReadOnlySpan<char> Text { get; } = text;

        public bool IsTail { get; } = isTail;

        public int At { get; } = at;
    }

    public ref struct Enumerator(ReadOnlySpan<char> folded)
    {
        private readonly ReadOnlySpan<char> _text = folded;
        private int _at;
        private bool _inRun;
        private int _start;
        private int _length;
        private bool _tail;

        public readonly Term Current => new(_text.Slice(_start, _length), _tail, _start);

        public readonly Enumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            while (_at < _text.Length)
            {
                var size = Ideograph(_text, _at);
                if (size > 0)
                {
                    var next = _at + size < _text.Length ? Ideograph(_text, _at + size) : 0;
                    (_start, _length, _tail) = (_at, size + next, next == 0 && _inRun);
                    (_at, _inRun) = (_at + size, true);
                    return true;
                }

                _inRun = false;
                if (!char.IsLetterOrDigit(_text[_at]))
                {
                    _at++;
                    continue;
                }

                _start = _at;
                while (_at < _text.Length && char.IsLetterOrDigit(_text[_at]) && Ideograph(_text, _at) == 0) _at++;
                (_length, _tail) = (Singular(_text[_start.._at]), false);
                return true;
            }

            return false;
        }

        private static int Singular(ReadOnlySpan<char> word)
        {
            if (word.Length > Longest) return Longest;
            return word.Length > 3 && word[^1] == 's' && word[^2] is >= 'a' and <= 'z' and not ('s' or 'u' or 'i') ? word.Length - 1 : word.Length;
        }

        /// <summary>UTF-16 units of the character here; 0: it is of a script that has words.</summary>
        private static int Ideograph(ReadOnlySpan<char> text, int at)
        {
            var c = text[at];
            if (c is (>= '\u3400' and <= '\u9fff') or (>= '\u3040' and <= '\u30ff') or (>= '\uac00' and <= '\ud7af') or (>= '\uf900' and <= '\ufaff') or '\u3007') return 1;
            return char.IsHighSurrogate(c) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) && Rune.IsLetter(new Rune(c, text[at + 1])) ? 2 : 0;
        }
    }
}
