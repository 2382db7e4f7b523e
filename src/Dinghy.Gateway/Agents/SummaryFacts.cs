using System.Text;
using System.Text.RegularExpressions;

namespace Dinghy.Gateway.Agents;

/// <summary>What a summary must not lose: numbers, ids, dates, addresses and names in Latin letters that were said. Found by their form alone.</summary>
internal static partial class SummaryFacts
{
    /// <summary>Facts of one text that are looked for; the newest.</summary>
    private const int MaxFacts = 60;

    /// <summary>UTF-16 characters around a fact that say what it is of.</summary>
    private const int Around = 40;

    /// <summary>In the order said, each once.</summary>
    public static IReadOnlyList<string> In(string text) =>
        [.. Form().Matches(text).Select(match => match.Value.TrimEnd('.', ',', '-', '/', ':')).Where(fact => fact.Length > 1).Distinct(StringComparer.Ordinal).TakeLast(MaxFacts)];

    /// <summary>Those of a text that a summary of it does not have.</summary>
    public static IReadOnlyList<string> Missing(string said, string summary)
    {
        var kept = Plain(summary);
        return [.. In(said).Where(fact => !kept.Contains(Plain(fact), StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>Each with the words around it, one a line, for a summary whose model would not keep them.</summary>
    /// <param name="facts">From <paramref name="said"/>.</param>
    /// <param name="said">Where they stand.</param>
    /// <param name="chars">Of all lines together; the newest facts come first.</param>
    public static string WithWords(IEnumerable<string> facts, string said, int chars)
    {
        var lines = new StringBuilder();
        var covered = new List<string>();
        foreach (var fact in facts.Reverse())
        {
            if (covered.Exists(line => line.Contains(fact, StringComparison.Ordinal))) continue;
            var at = said.LastIndexOf(fact, StringComparison.Ordinal);
            if (at < 0) continue;
            var (from, to) = (Math.Max(Clause(said, at, -1), at - Around), Math.Min(Clause(said, at + fact.Length, 1), at + fact.Length + Around));
            var line = said[from..to].ReplaceLineEndings(" ").Trim();
            if (lines.Length + line.Length + 3 > chars) break;
            covered.Add(line);
            lines.Append("- ").Append(line).Append('\n');
        }

        return lines.ToString().TrimEnd();
    }

    /// <summary>The end of the clause in this direction.</summary>
    private static int Clause(string text, int at, int step)
    {
        while (at > 0 && at < text.Length && text[step < 0 ? at - 1 : at] is not ('\n' or '。' or '；' or ';' or '！' or '？' or '!' or '?')) at += step;
        return at;
    }

    /// <summary>1,200 is 1200, and a wide digit is a digit.</summary>
    private static string Plain(string text) => text.Normalize(NormalizationForm.FormKC).Replace(",", "", StringComparison.Ordinal);

    // Anything with a digit in it, as one word: 2026-11-26, 09:30, PO-7781, 3.5%, v2, a@b.cn's address; and single digits only with a unit or sign at them.
    [GeneratedRegex(@"[A-Za-z0-9_.@+-]*@[A-Za-z0-9.-]+|https?://[^\s<>，。）)]+|[A-Za-z]*[0-9][A-Za-z0-9_.,:/%-]*|\b[A-Z]{2,}[A-Za-z0-9-]*\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}
