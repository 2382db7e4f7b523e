using System.Text;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Replies;

/// <summary>What a person reads of an answer that goes as a file: its beginning and its headings.</summary>
internal static class LongAnswer
{
    /// <summary>UTF-16 characters of the whole summary.</summary>
    public const int Longest = 800;

    private const int LongestBeginning = 400;
    private const int MostHeadings = 20;

    /// <param name="shown">The answer as DingTalk shows it.</param>
    /// <param name="language">Of the person.</param>
    public static string Summary(string shown, Language language)
    {
        var head = language == Language.Chinese
            ? $"回答较长（约 {shown.Length} 字），全文随后发出。开头是："
            : $"The answer is long (about {shown.Length} characters); the whole follows. It begins:";
        var summary = new StringBuilder(head).Append("\n\n").Append(Beginning(shown));
        var headings = Headings(shown);
        if (headings.Count > 0) summary.Append(language == Language.Chinese ? "\n\n目录：\n" : "\n\nContents:\n");
        foreach (var heading in headings)
        {
            if (summary.Length + heading.Length + 3 > Longest) break;
            summary.Append("\n- ").Append(heading);
        }

        return summary.ToString();
    }

    /// <summary>The first paragraph that is words.</summary>
    private static string Beginning(string shown)
    {
        var paragraph = shown.Split("\n\n").Select(block => block.Trim())
            .FirstOrDefault(block => block.Length > 0 && block[0] is not ('#' or '`' or '|' or '>' or '~')) ?? "";
        if (paragraph.Length <= LongestBeginning) return paragraph;
        var end = LongestBeginning;
        while (char.IsLowSurrogate(paragraph[end])) end--;
        return paragraph[..end].TrimEnd() + "…";
    }

    private static List<string> Headings(string shown)
    {
        var (headings, code) = (new List<string>(), false);
        foreach (var line in shown.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal)) code = !code;
            var words = line.TrimStart('#');
            if (!code && line.StartsWith('#') && words.StartsWith(' ') && headings.Count < MostHeadings) headings.Add(words.Trim());
        }

        return headings;
    }
}
