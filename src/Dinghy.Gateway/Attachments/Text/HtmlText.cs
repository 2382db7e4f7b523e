using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;

namespace Dinghy.Gateway.Attachments.Text;

/// <summary>The words of a page, from its tokens alone: no tree is built, so the work grows with the length and with nothing else.</summary>
internal sealed class HtmlText
{
    /// <summary>What is behind this is not read: pages of 20 MB are mostly not words.</summary>
    private const int MostChars = 4 * 1024 * 1024;

    private static readonly HashSet<string> s_skipped = new(StringComparer.Ordinal) { "script", "style", "template", "noscript", "svg", "iframe" };

    private static readonly HashSet<string> s_blocks = new(StringComparer.Ordinal)
    {
        "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
        "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "title", "tr", "ul",
    };

    private readonly TextSink _sink;
    private string? _skipping;
    private int _depth;
    private bool _blank;
    private bool _pre;
    private bool _cell;

    private HtmlText(TextSink sink) => _sink = sink;

    /// <returns>False: there was more than is ever read.</returns>
    public static bool Read(string path, TextSink sink, CancellationToken ct)
    {
        using var reader = PlainText.Open(path);
        var chars = new char[MostChars];
        var read = reader.ReadBlock(chars, 0, MostChars);
        using var source = new TextSource(new string(chars, 0, read));
        using var tokens = new HtmlTokenizer(source, HtmlEntityProvider.Resolver);
        new HtmlText(sink).Read(tokens, ct);
        return reader.Peek() < 0;
    }

    private void Read(HtmlTokenizer tokens, CancellationToken ct)
    {
        for (var token = tokens.Get(); token.Type != HtmlTokenType.EndOfFile && !_sink.Full; token = tokens.Get())
        {
            ct.ThrowIfCancellationRequested();
            if (token.Type == HtmlTokenType.StartTag) Start(tokens, token);
            else if (token.Type == HtmlTokenType.EndTag) End(token.Name);
            else if (token.Type == HtmlTokenType.Character && _skipping is null) Words(token.Data);
        }
    }

    private void Start(HtmlTokenizer tokens, HtmlToken token)
    {
        tokens.State = token.Name switch
        {
            "script" => HtmlParseMode.Script,
            "style" or "noscript" or "iframe" or "xmp" => HtmlParseMode.Rawtext,
            "title" or "textarea" => HtmlParseMode.RCData,
            _ => HtmlParseMode.PCData,
        };
        if (_skipping is not null)
        {
            if (token.Name == _skipping) _depth++;
            return;
        }

        if (s_skipped.Contains(token.Name) && !(token.Name == "svg" && token.AsTag().IsSelfClosing)) (_skipping, _depth) = (token.Name, 1);
        else Mark(token.Name);
    }

    private void Mark(string name)
    {
        if (name is "td" or "th")
        {
            if (_cell) _sink.Add("\t");
            _cell = true;
            _blank = false;
        }

        if (!s_blocks.Contains(name)) return;
        _sink.Line();
        (_blank, _cell) = (false, false);
        if (name == "pre") _pre = true;
        if (name == "li") _sink.Add("- ");
        if (name.Length == 2 && name[0] == 'h' && char.IsAsciiDigit(name[1])) _sink.Add(new string('#', name[1] - '0') + " ");
    }

    private void End(string name)
    {
        if (_skipping is not null)
        {
            if (name == _skipping && --_depth == 0) _skipping = null;
            return;
        }

        if (!s_blocks.Contains(name)) return;
        if (name == "pre") _pre = false;
        _sink.Line();
        _blank = false;
    }

    private void Words(string words)
    {
        foreach (var c in words)
        {
            if (_pre) _sink.Add([c]);
            else if (c is ' ' or '\t' or '\n' or '\r' or '\f') _blank = true;
            else
            {
                if (_blank && !_sink.AtLineStart) _sink.Add(" ");
                _blank = false;
                _sink.Add([c]);
            }
        }
    }
}
