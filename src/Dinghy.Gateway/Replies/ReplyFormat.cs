using System.Text.RegularExpressions;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Replies.Markdown;

namespace Dinghy.Gateway.Replies;

/// <summary>Markdown or text: the one place that decides.</summary>
internal static partial class ReplyFormat
{
    public static bool IsMarkdown(string text, ReplyConfig config) => config.Style switch
    {
        ReplyStyle.Markdown => true,
        ReplyStyle.Text => false,
        _ => Markup().IsMatch(text),
    };

    /// <summary>An answer as DingTalk can show it; plain text stays as it is.</summary>
    /// <param name="answer">The model's own words.</param>
    /// <param name="config">The account's.</param>
    /// <param name="asWritten">It could not be read as markdown, and is shown whole in a code block.</param>
    public static string Shown(string answer, ReplyConfig config, out bool asWritten)
    {
        asWritten = false;
        if (!IsMarkdown(answer, config)) return answer;
        var shown = DingTalkMarkdown.From(answer, out asWritten);
        if (IsMarkdown(shown, config)) return shown;
        // All its markup was such as DingTalk does not know: what is left goes as text, in which a backslash is a backslash.
        var plain = EscapedSign().Replace(shown, "${sign}").Replace("  \n", "\n", StringComparison.Ordinal);
        return IsMarkdown(plain, config) ? shown : plain;
    }

    // Every run has a bound, or text that never closes its brackets would cost the square of its length.
    // No time-out: it counts the wall clock, and a busy machine would lose an answer to it.
    // A heading, list, quote, fence or rule at a line's begin; a table row; bold, struck out, code, a link, a picture, a footnote or html anywhere.
    [GeneratedRegex(@"^ {0,3}(#{1,6} |[-*+] |\d{1,9}[.)] |> |```|~~~|\|.*\||-{3,}\s*$|={3,}\s*$)|\*\*\S|~~[^~\s][^~\n]{0,500}~~|`[^`\n]{1,2000}`|!?\[[^\[\]\n]{0,500}\]\([^)\n]{1,2000}\)|\[\^[^\]\s]{1,50}\]|<https?://[^<>\s]{1,2000}>|</?(a|b|blockquote|br|code|details|div|em|h[1-6]|hr|i|img|li|ol|p|pre|span|strong|sub|summary|sup|table|td|th|tr|u|ul)(\s[^<>\n]{0,1000})?/?>", RegexOptions.Multiline | RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Markup();

    [GeneratedRegex(@"\\(?<sign>[!-/:-@\[-`{-~])", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex EscapedSign();
}
