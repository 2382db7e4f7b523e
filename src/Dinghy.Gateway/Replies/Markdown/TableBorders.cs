using System.Text;

namespace Dinghy.Gateway.Replies.Markdown;

/// <summary>Models write tables right under and above other text; the parser wants a blank line there.</summary>
internal static class TableBorders
{
    /// <summary>The same text with those blank lines; code is left alone.</summary>
    public static string Separate(string text)
    {
        if (!text.Contains('|', StringComparison.Ordinal)) return text;
        var lines = text.Split('\n');
        var separated = new StringBuilder(text.Length + 64);
        var (inTable, inCode) = (false, false);
        for (var i = 0; i < lines.Length; i++)
        {
            if (IsFence(lines[i])) inCode = !inCode;
            var begins = !inCode && !inTable && IsRow(lines[i]) && i + 1 < lines.Length && IsRule(lines[i + 1]);
            var ends = inTable && !IsRow(lines[i]);
            if ((begins || ends) && i > 0 && lines[i - 1].Trim().Length > 0 && lines[i].Trim().Length > 0) separated.Append('\n');
            inTable = begins || (inTable && !ends);
            separated.Append(lines[i]);
            if (i < lines.Length - 1) separated.Append('\n');
        }

        return separated.ToString();
    }

    private static bool IsRow(string line) => line.Contains('|', StringComparison.Ordinal) && !line.StartsWith("    ", StringComparison.Ordinal);

    /// <summary><c>|---|:-:|</c></summary>
    private static bool IsRule(string line)
    {
        var rule = line.AsSpan().Trim();
        return rule.Contains('|') && rule.Contains('-') && rule.IndexOfAnyExcept(" |:-") < 0;
    }

    private static bool IsFence(string line)
    {
        var start = line.AsSpan().TrimStart();
        return start.StartsWith("```", StringComparison.Ordinal) || start.StartsWith("~~~", StringComparison.Ordinal);
    }
}
