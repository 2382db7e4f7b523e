using System.Runtime.InteropServices;
using System.Text;

namespace Dinghy.Gateway.Attachments.Text;

/// <summary>Takes the words of a document until its limit; readers stop when it is full. Runs of blank lines become one, control characters go.</summary>
internal sealed class TextSink(int limit)
{
    private const int MostMarks = 20_000;

    private readonly StringBuilder _text = new();
    private readonly List<TextMark> _marks = [];
    private int _breaks;
    private int _tabs;

    /// <summary>Where pages, slides and sheets begin.</summary>
    public IReadOnlyList<TextMark> Marks => _marks;

    /// <summary>Nothing more fits, and there was more.</summary>
    public bool Full { get; private set; }

    public bool IsEmpty => _text.Length == 0;

    public bool AtLineStart => IsEmpty || _breaks > 0;

    public void Add(ReadOnlySpan<char> words)
    {
        foreach (var c in words)
        {
            if (Full) return;
            if (c == '\n') Break();
            else if (c == '\t') _tabs++;
            else if (!char.IsControl(c) && c != '\uFEFF') Put(c);
        }
    }

    /// <summary>What follows stands on another page, slide or sheet.</summary>
    public void Mark(string place)
    {
        if (_marks is [.., var last] && last.At == _text.Length) _marks[^1] = new(_text.Length, place);
        else if (_marks.Count < MostMarks) _marks.Add(new(_text.Length, place));
    }

    /// <summary>The next words begin on a new line.</summary>
    public void Line()
    {
        _tabs = 0;
        if (_breaks == 0) _breaks = 1;
    }

    public void Break()
    {
        _tabs = 0;
        _breaks = Math.Min(_breaks + 1, 2);
    }

    public override string ToString()
    {
        // No half of a pair at the border.
        var end = _text.Length > 0 && char.IsHighSurrogate(_text[^1]) ? _text.Length - 1 : _text.Length;
        return _text.ToString(0, end).TrimEnd();
    }

    private void Put(char c)
    {
        // White space waits for the words that follow it, so that a document of nothing but space takes no room.
        if (IsEmpty) (_breaks, _tabs) = (0, char.IsWhiteSpace(c) ? 0 : _tabs);
        if (IsEmpty && char.IsWhiteSpace(c)) return;
        var before = _breaks + _tabs;
        if (_text.Length + before + 1 > limit)
        {
            Full = !char.IsWhiteSpace(c);
            return;
        }

        _text.Append('\n', _breaks).Append('\t', _tabs).Append(c);
        (_breaks, _tabs) = (0, 0);
    }
}

/// <param name="At">UTF-16 characters before it; white space may follow.</param>
/// <param name="Place">For people: <c>p. 3</c>, <c>slide 3</c>, <c>sheet Budget</c>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextMark(int At, string Place);
