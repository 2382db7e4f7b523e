using System.Text;

namespace Dinghy.Gateway.Models;

/// <summary>What the demo model makes of a request to make a conversation short: the people's own words, the newest at the end.</summary>
internal static class DemoSummary
{
    private const string Before = "# Summary so far\n";
    private const string Said = "# Said since\n";
    private const string Person = "Person: ";
    private const string Item = "- ";
    private const int MostItems = 20;
    private const int LongestItem = 120;

    /// <summary>Null: the message asks for no summary.</summary>
    public static string? Of(string message)
    {
        var at = message.IndexOf(Said, StringComparison.Ordinal);
        if (at < 0 || (at > 0 && !message.StartsWith(Before, StringComparison.Ordinal))) return null;
        var known = message[..at].Split('\n').Where(line => line.StartsWith(Item, StringComparison.Ordinal));
        var said = message[(at + Said.Length)..].Split('\n').Where(line => line.StartsWith(Person, StringComparison.Ordinal)).Select(line => Item + Short(line[Person.Length..]));
        var items = known.Concat(said).TakeLast(MostItems).ToList();
        var chinese = items.Any(item => item.AsSpan().IndexOfAnyInRange('\u3400', '\u9fff') >= 0);
        return new StringBuilder(chinese ? "到目前为止说过的话：" : "What was said so far:").AppendJoin("", items.Select(item => $"\n{item}")).ToString();
    }

    private static string Short(string words)
    {
        if (words.Length <= LongestItem) return words;
        return words[..(char.IsHighSurrogate(words[LongestItem - 1]) ? LongestItem - 1 : LongestItem)] + "…";
    }
}
