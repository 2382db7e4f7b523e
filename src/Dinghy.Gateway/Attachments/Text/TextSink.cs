using System.Text;

namespace Dinghy.Gateway.Attachments.Text;

/// <summary>Takes the words of a document until its limit; readers stop when it is full. Runs of blank lines become one, control characters go.</summary>
internal sealed class TextSink(int limit)
{
    private readonly StringBuilder _text = new();
    private int _breaks;
    private int _tabs;

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
