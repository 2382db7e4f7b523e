namespace Dinghy.Gateway.Configuration.Files;

/// <summary>
/// JSON5 (json5.org), which is JSON with comments, trailing commas, bare keys and single quotes. Our own because an edit
/// of one key has to know where every value stands; no reader at hand tells that for this dialect.
/// </summary>
internal sealed class Json5Parser
{
    private readonly string _text;
    private readonly int _maxDepth;
    private int _at;
    private int _depth;

    private Json5Parser(string text, int maxDepth) => (_text, _maxDepth) = (text, maxDepth);

    /// <exception cref="SyntaxException">The text is no JSON5, or nested deeper than <paramref name="maxDepth"/>.</exception>
    public static SyntaxNode Parse(string text, int maxDepth)
    {
        var parser = new Json5Parser(text, maxDepth);
        parser.Skip();
        var node = parser.Value();
        parser.Skip();
        return parser._at == text.Length ? node : throw parser.Wrong();
    }

    private char Now => _at < _text.Length ? _text[_at] : '\0';

    private SyntaxException Wrong() => new(_at);

    private SyntaxNode Value() => Now switch
    {
        '{' => Object(),
        '[' => List(),
        '"' or '\'' => Text(),
        'i' or 'I' or 'N' or '+' or '-' or '.' or (>= '0' and <= '9') => Number(),
        _ => Word(),
    };

    private SyntaxObject Object()
    {
        var start = Open();
        var members = new List<SyntaxMember>();
        while (!Closes('}'))
        {
            var nameAt = _at;
            var name = Now is '"' or '\'' ? Text().Text : Name();
            Skip();
            Take(':');
            Skip();
            members.Add(new(name, nameAt, Value()));
            Between('}');
        }

        return new(start, Close(), members);
    }

    private SyntaxList List()
    {
        var start = Open();
        var items = new List<SyntaxNode>();
        while (!Closes(']'))
        {
            items.Add(Value());
            Between(']');
        }

        return new(start, Close(), items);
    }

    private int Open()
    {
        if (++_depth > _maxDepth) throw new SyntaxException(_at, tooDeep: true);
        var start = _at++;
        Skip();
        return start;
    }

    private int Close()
    {
        _depth--;
        return ++_at;
    }

    private bool Closes(char bracket) => _at < _text.Length ? Now == bracket : throw Wrong();

    private void Between(char bracket)
    {
        Skip();
        if (Now == bracket) return;
        Take(',');
        Skip();
    }

    private void Take(char expected)
    {
        if (Now != expected) throw Wrong();
        _at++;
    }

    private SyntaxScalar Text()
    {
        var start = _at;
        var text = Json5Text.Read(_text, ref _at);
        return new(start, _at, ScalarKind.Text, text);
    }

    private string Name()
    {
        var start = _at;
        if (!(char.IsLetter(Now) || Now is '_' or '$')) throw Wrong();
        while (char.IsLetterOrDigit(Now) || Now is '_' or '$') _at++;
        return _text[start.._at];
    }

    private SyntaxScalar Word()
    {
        foreach (var (word, kind) in ((string, ScalarKind)[])[("true", ScalarKind.Flag), ("false", ScalarKind.Flag), ("null", ScalarKind.Null)])
            if (Is(word)) return new(_at - word.Length, _at, kind, word);
        throw Wrong();
    }

    private SyntaxScalar Number()
    {
        var start = _at;
        var text = Json5Number.Read(_text, ref _at);
        return new(start, _at, ScalarKind.Number, text);
    }

    private bool Is(string word)
    {
        if (!_text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal)) return false;
        var after = _at + word.Length;
        if (after < _text.Length && (char.IsLetterOrDigit(_text[after]) || _text[after] is '_' or '$')) return false;
        _at = after;
        return true;
    }

    private void Skip()
    {
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(Now) || Now == '\uFEFF') _at++;
            else if (_text.AsSpan(_at).StartsWith("//")) ToEnd(_text.AsSpan(_at).IndexOfAny("\r\n\u2028\u2029"), 0);
            else if (_text.AsSpan(_at).StartsWith("/*")) ToEnd(_text.AsSpan(_at + 2).IndexOf("*/"), 4, whole: true);
            else return;
        }
    }

    private void ToEnd(int length, int marks, bool whole = false)
    {
        if (length < 0 && whole)
        {
            _at = _text.Length;
            throw Wrong();
        }

        _at = length < 0 ? _text.Length : _at + length + marks;
    }
}
