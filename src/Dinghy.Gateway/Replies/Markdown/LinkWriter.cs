using System.Buffers;

namespace Dinghy.Gateway.Replies.Markdown;

/// <summary>Links and pictures that DingTalk can open; of others the words stay.</summary>
internal static class LinkWriter
{
    private static readonly string[] s_opens = ["https://", "http://", "dingtalk://", "dtmd://"];

    private static readonly SearchValues<char> s_unsafe = SearchValues.Create(" ()<>\\\n\t`");
    private static readonly string[] s_unshown = ["mailto:", "tel:"];

    /// <summary>DingTalk's clients open it.</summary>
    public static bool Opens(string? url) => url is not null && s_opens.Any(scheme => url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <summary>A press of it says something in the presser's name, which may be a command: buttons of ours do that, and never a text that anybody may have brought the model to write.</summary>
    public static bool Speaks(string? url) => url is not null
        && (url.StartsWith("dtmd:", StringComparison.OrdinalIgnoreCase)
            || (url.StartsWith("dingtalk:", StringComparison.OrdinalIgnoreCase) && Uri.UnescapeDataString(Uri.UnescapeDataString(url)).Contains("sendMessage", StringComparison.OrdinalIgnoreCase)));

    /// <summary>From the web, or a media id of DingTalk's.</summary>
    public static bool Shows(string? url) => url is not null
        && (url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.StartsWith('@'));

    public static void Link(LeafBuilder leaf, string? url, Action words)
    {
        if (!Opens(url) || Speaks(url) || leaf.Mode == LeafMode.Literal)
        {
            var before = leaf.SaidLength;
            words();
            if (!leaf.SaidSince(before).AsSpan().Trim().SequenceEqual(url)) Aside(leaf, url);
            return;
        }

        leaf.Markup("[");
        leaf.Flat++;
        var start = leaf.SaidLength;
        words();
        if (leaf.SaidSince(start).AsSpan().Trim().IsEmpty) leaf.Plain(url!);
        leaf.Flat--;
        leaf.Markup($"]({Safe(url!)})");
    }

    public static void Picture(LeafBuilder leaf, string alt, string? url)
    {
        if (!Shows(url) || leaf.Mode == LeafMode.Literal) { leaf.Plain(alt); return; }
        leaf.Markup("![");
        leaf.Plain(alt);
        leaf.Markup($"]({Safe(url!)})");
    }

    /// <summary>Where a link led that DingTalk can not open, when a person can make use of it.</summary>
    public static void Aside(LeafBuilder leaf, string? url)
    {
        if (string.IsNullOrWhiteSpace(url) || url[0] == '#' || Speaks(url)) return;
        if (url.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase) || url.StartsWith("data:", StringComparison.OrdinalIgnoreCase)) return;
        leaf.Plain($" ({url[SchemeOf(url).Length..].ReplaceLineEndings("")})");
    }

    /// <summary>The parser shows a bare address of these kinds without its scheme.</summary>
    public static string SchemeOf(string? url) =>
        url is null ? "" : s_unshown.FirstOrDefault(scheme => url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) ?? "";

    /// <summary>Brackets and blanks would end the address early in a simple client.</summary>
    private static string Safe(string url)
    {
        if (url.AsSpan().IndexOfAny(s_unsafe) < 0) return url;
        return string.Concat(url.Select(c => c switch
        {
            ' ' => "%20", '(' => "%28", ')' => "%29", '<' => "%3C", '>' => "%3E", '\\' => "%5C", '\n' => "%0A", '\t' => "%09", '`' => "%60", _ => c.ToString(),
        }));
    }
}
