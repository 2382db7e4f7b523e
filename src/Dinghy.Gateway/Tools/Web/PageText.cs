using System.Text;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;

namespace Dinghy.Gateway.Tools.Web;

/// <summary>The words of a web page as markdown, from its tokens alone: no tree is built, so the work grows with the length and with nothing else.</summary>
internal sealed class PageText
{
    private static readonly HashSet<string> s_skipped = new(StringComparer.Ordinal) { "script", "style", "template", "noscript", "svg", "iframe", "nav", "select", "button", "form" };

    private static readonly HashSet<string> s_blocks = new(StringComparer.Ordinal)
    {
        "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4",
        "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tr", "ul",
    };

    private readonly StringBuilder _text = new();
    private readonly Uri _url;
    private readonly int _most;
    private string? _skipping;
    private int _depth;
    private bool _blank;
    private bool _pre;
    private bool _cell;
    private bool _title;
    private string? _link;
    private int _linkStart;

    private PageText(Uri url, int most) => (_url, _most) = (url, most);

    /// <summary>The title; null: the page has none.</summary>
    public string? Title { get; private set; }

    public string Markdown => _text.ToString().Trim();

    /// <param name="html">The page.</param>
    /// <param name="url">Links are relative to it.</param>
    /// <param name="most">Characters of the result.</param>
    /// <param name="ct">Ends the reading.</param>
    public static PageText Of(string html, Uri url, int most, CancellationToken ct)
    {
        using var source = new TextSource(html);
        using var tokens = new HtmlTokenizer(source, HtmlEntityProvider.Resolver);
        var page = new PageText(url, most);
        page.Read(tokens, ct);
        return page;
    }

    private void Read(HtmlTokenizer tokens, CancellationToken ct)
    {
        for (var token = tokens.Get(); token.Type != HtmlTokenType.EndOfFile && _text.Length < _most; token = tokens.Get())
        {
            ct.ThrowIfCancellationRequested();
            if (token.Type == HtmlTokenType.StartTag) Start(tokens, token);
            else if (token.Type == HtmlTokenType.EndTag) End(token.Name);
            else if (token.Type == HtmlTokenType.Character) Words(token.Data);
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
        _title = token.Name == "title" && _skipping is null;
        if (_skipping is not null)
        {
            if (token.Name == _skipping) _depth++;
            return;
        }

        if (s_skipped.Contains(token.Name)) (_skipping, _depth) = token.AsTag().IsSelfClosing && token.Name == "svg" ? (null, 0) : (token.Name, 1);
        else if (token.Name == "a") Link(token.AsTag().GetAttribute("href"));
        else Mark(token.Name);
    }

    private void Mark(string name)
    {
        if (name is "td" or "th")
        {
            if (_cell) _text.Append(" | ");
            (_cell, _blank) = (true, false);
        }

        if (!s_blocks.Contains(name)) return;
        Line(name is "p" or "table" or "blockquote" || (name.Length == 2 && name[0] == 'h' && char.IsAsciiDigit(name[1])));
        (_blank, _cell) = (false, false);
        if (name == "pre") _pre = true;
        else if (name == "li") _text.Append("- ");
        else if (name == "blockquote") _text.Append("> ");
        else if (name.Length == 2 && name[0] == 'h' && char.IsAsciiDigit(name[1])) _text.Append('#', name[1] - '0').Append(' ');
    }

    private void End(string name)
    {
        if (name == "title") _title = false;
        if (_skipping is not null)
        {
            if (name == _skipping && --_depth == 0) _skipping = null;
            return;
        }

        if (name == "a") CloseLink();
        if (!s_blocks.Contains(name)) return;
        if (name == "pre") _pre = false;
        Line(apart: name is "p" or "table");
        _blank = false;
    }

    private void Link(string? href)
    {
        CloseLink();
        if (href is null || href.Length > 2_000 || href.StartsWith('#') || !Uri.TryCreate(_url, href, out var target) || target.Scheme is not ("http" or "https")) return;
        if (_blank && _text.Length > 0 && !char.IsWhiteSpace(_text[^1])) _text.Append(' ');
        _blank = false;
        (_link, _linkStart) = (target.AbsoluteUri, _text.Length);
    }

    /// <summary>A link without words is a picture or a place for scripts.</summary>
    private void CloseLink()
    {
        if (_link is not { } link) return;
        _link = null;
        if (_text.Length <= _linkStart) return;
        var words = _text.ToString(_linkStart, _text.Length - _linkStart).Trim();
        if (words.Length == 0 || words.Contains('\n', StringComparison.Ordinal)) return;
        _text.Length = _linkStart;
        _text.Append('[').Append(words).Append("](").Append(link).Append(')');
    }

    private void Words(string words)
    {
        if (_title)
        {
            Title ??= string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } title ? title : null;
            return;
        }

        if (_skipping is not null) return;
        foreach (var c in words)
        {
            if (_pre && (c is '\n' or '\t' || !char.IsControl(c))) _text.Append(c);
            else if (c is ' ' or '\t' or '\n' or '\r' or '\f') _blank = true;
            else if (!char.IsControl(c) && c != '\uFEFF')
            {
                if (_blank && _text.Length > 0 && _text[^1] is not ('\n' or ' ')) _text.Append(' ');
                _blank = false;
                _text.Append(c);
            }
        }
    }

    private void Line(bool apart)
    {
        while (_text.Length > 0 && _text[^1] == ' ') _text.Length--;
        if (_text.Length == 0) return;
        if (_text[^1] != '\n') _text.Append('\n');
        if (apart && _text.Length > 1 && _text[^2] != '\n') _text.Append('\n');
    }
}
