using System.Text;

namespace Dinghy.Gateway.Replies.Markdown;

/// <summary>How much is trusted to read as it was meant; each is tried when the one before it reads otherwise.</summary>
internal enum LeafMode
{
    /// <summary>Words as the source has them, with its own backslashes.</summary>
    AsWritten,

    /// <summary>Backslashes wherever a word could be markup.</summary>
    Escaped,

    /// <summary>The same, without bold and italic.</summary>
    Bare,

    /// <summary>No markup at all.</summary>
    Literal,
}

/// <summary>Writes one leaf, and beside it what a person will see.</summary>
/// <param name="mode">What to trust.</param>
/// <param name="flat">Headings and cells are one line: a break is a blank.</param>
internal sealed class LeafBuilder(LeafMode mode, bool flat)
{
    private readonly StringBuilder _markdown = new();
    private readonly StringBuilder _said = new();

    public LeafMode Mode => mode;

    /// <summary>Above 0, as in a link's text, breaks are blanks.</summary>
    public int Flat { get; set; } = flat ? 1 : 0;

    public int SaidLength => _said.Length;

    public string SaidSince(int start) => _said.ToString(start, _said.Length - start);

    /// <summary>Words of the source that the parser took for words.</summary>
    /// <param name="text">Without line breaks.</param>
    /// <param name="escaped">The source has a backslash before its first character.</param>
    public void Words(string text, bool escaped = false)
    {
        if (mode != LeafMode.AsWritten) { Plain(text); return; }
        if (escaped) _markdown.Append('\\');
        _markdown.Append(text);
        _said.Append(text);
    }

    /// <summary>Text that was not markdown in the source: its signs are signs.</summary>
    public void Plain(string text)
    {
        _markdown.Append(Escape.Text(text, _markdown.Length == 0 || _markdown[^1] == '\n'));
        _said.Append(text);
    }

    /// <summary>Text that reads the same with or without markdown, such as a bare address.</summary>
    public void AsIs(string text)
    {
        _markdown.Append(text);
        _said.Append(text);
    }

    /// <summary>Signs nobody sees.</summary>
    public void Markup(string signs) => _markdown.Append(signs);

    /// <summary>A new line, shown as one.</summary>
    public void Break()
    {
        _markdown.Append(Flat > 0 ? ' ' : '\n');
        _said.Append(Flat > 0 ? ' ' : '\n');
    }

    public void Code(string content)
    {
        var text = content.Replace('\n', ' ');
        var marks = new string('`', LongestRun(text) + 1);
        var pad = text.Length > 0 && (text[0] == '`' || text[^1] == '`' || (text[0] == ' ' && text[^1] == ' ' && text.AsSpan().Trim(' ').Length > 0)) ? " " : "";
        _markdown.Append(marks).Append(pad).Append(text).Append(pad).Append(marks);
        _said.Append(text);
    }

    public Leaf Build()
    {
        var said = _said.ToString();
        return new Leaf(Lines(mode == LeafMode.Literal ? Escape.Everything(said) : _markdown.ToString()), said);
    }

    public static int LongestRun(ReadOnlySpan<char> text)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text) longest = Math.Max(longest, run = c == '`' ? run + 1 : 0);
        return longest;
    }

    /// <summary>Blanks at a line's ends mean something in markdown and nothing to a reader.</summary>
    private static string Lines(string text) =>
        string.Join("  \n", text.Split('\n').Select(line => line.Trim(' ', '\t')).Where(line => line.Length > 0));
}
