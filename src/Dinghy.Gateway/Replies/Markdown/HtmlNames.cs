using System.Collections.Frozen;

namespace Dinghy.Gateway.Replies.Markdown;

/// <summary>The elements html knows, as far as models write them.</summary>
internal static class HtmlNames
{
    /// <summary>They stand on lines of their own.</summary>
    public static readonly FrozenSet<string> Blocks = Set(
        "address article aside blockquote body br caption center col colgroup dd details dialog div dl dt fieldset figcaption figure footer form "
        + "h1 h2 h3 h4 h5 h6 head header hr html li main menu nav ol p pre section summary table tbody tfoot thead title tr ul");

    /// <summary>They stand within a line.</summary>
    public static readonly FrozenSet<string> Inlines = Set(
        "a abbr acronym audio b bdi bdo big button canvas cite code data datalist del dfn em font i iframe img input ins kbd label legend link "
        + "map mark meta meter noscript object option output picture progress q rp rt ruby s samp script select small source span strike strong "
        + "style sub sup svg td template textarea th time tt u var video wbr");

    private static FrozenSet<string> Set(string names) => names.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
