using System.Net;
using System.Text.RegularExpressions;

namespace Dinghy.Gateway.Replies.Markdown;

/// <summary>Html to its text. A tag that is no html, such as the <c>&lt;T&gt;</c> of a list of T, is text itself.</summary>
internal sealed partial class HtmlTags(LeafBuilder leaf)
{
    /// <summary>A longer tag is no tag a person wrote.</summary>
    private const int LongestTag = 4000;

    private readonly Stack<(string Url, int Said)> _links = new();

    /// <summary>What was looked for and is not in the rest: looking again would cost the square of the text.</summary>
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);

    /// <summary>One whole tag.</summary>
    public void Tag(string tag)
    {
        if (tag.StartsWith("<!--", StringComparison.Ordinal)) return;
        var (name, closes) = NameOf(tag);
        switch (name)
        {
            case "img": LinkWriter.Picture(leaf, Attribute(tag, "alt"), Attribute(tag, "src")); break;
            case "a" when !closes: _links.Push((Attribute(tag, "href"), leaf.SaidLength)); break;
            case "a": LeaveLink(); break;
            case "li" when !closes: leaf.Break(); leaf.Plain("· "); break;
            case "td" or "th": leaf.Plain(" "); break;
            case not null when HtmlNames.Blocks.Contains(name): leaf.Break(); break;
            case not null when HtmlNames.Inlines.Contains(name): break;
            default: leaf.Plain(tag.Replace('\n', ' ')); break;
        }
    }

    /// <summary>A whole block: tags, comments and text between them.</summary>
    public void Block(string html)
    {
        for (var at = 0; at < html.Length;)
        {
            var next = html.IndexOf('<', at);
            if (next < 0) next = html.Length;
            if (next > at) Text(html[at..next]);
            if (next == html.Length) return;
            at = Markup(html, next);
        }
    }

    /// <summary>Begins what no person reads: a script or a style.</summary>
    public static bool OpensUnseen(string tag, out string name)
    {
        var (found, closes) = NameOf(tag);
        name = found ?? "";
        return !closes && name is "script" or "style";
    }

    public static bool Closes(string tag, string name) => NameOf(tag) is var (found, closes) && closes && found == name;

    /// <returns>Where the text goes on.</returns>
    private int Markup(string html, int at)
    {
        if (string.CompareOrdinal(html, at, "<!--", 0, 4) == 0 && EndOf(html, at + 4, "-->") is { } end) return end;
        var match = AnyTag().Match(html, at);
        if (!match.Success) { leaf.Plain("<"); return at + 1; }
        if (OpensUnseen(match.Value, out var name))
        {
            // One that never closes would take the rest of the answer with it.
            if (EndOf(html, at, $"</{name}>") is { } close) return close;
            leaf.Plain(match.Value);
        }
        else
        {
            Tag(match.Value);
        }

        return at + match.Length;
    }

    private int? EndOf(string html, int from, string mark)
    {
        if (_missing.Contains(mark)) return null;
        var at = html.IndexOf(mark, from, StringComparison.OrdinalIgnoreCase);
        if (at >= 0) return at + mark.Length;
        _missing.Add(mark);
        return null;
    }

    private void Text(string text)
    {
        var lines = WebUtility.HtmlDecode(text).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (i > 0) leaf.Break();
            leaf.Plain(lines[i]);
        }
    }

    private void LeaveLink()
    {
        if (!_links.TryPop(out var link) || !LinkWriter.Opens(link.Url) || leaf.SaidSince(link.Said).Trim() == link.Url) return;
        LinkWriter.Aside(leaf, link.Url);
    }

    private static (string? Name, bool Closes) NameOf(string tag)
    {
        var match = AnyTag().Match(tag);
        return match.Success ? (match.Groups["name"].Value.ToLowerInvariant(), tag[1] == '/') : (null, false);
    }

    private static string Attribute(string tag, string name)
    {
        if (tag.Length > LongestTag) return "";
        foreach (Match match in AnyAttribute().Matches(tag))
            if (match.Groups["name"].Value.Equals(name, StringComparison.OrdinalIgnoreCase)) return WebUtility.HtmlDecode(match.Groups["value"].Value).Trim().ReplaceLineEndings(" ");
        return "";
    }

    [GeneratedRegex(@"\G</?(?<name>[a-zA-Z][a-zA-Z0-9-]{0,40})(\s[^<>]*)?/?>", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex AnyTag();

    [GeneratedRegex("""\s(?<name>[a-zA-Z][a-zA-Z-]{0,40})\s*=\s*("(?<value>[^"]*)"|'(?<value>[^']*)'|(?<value>[^\s"'>]+))""", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex AnyAttribute();
}
