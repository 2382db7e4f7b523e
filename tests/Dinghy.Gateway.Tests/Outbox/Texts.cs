using System.Text;

namespace Dinghy.Gateway.Tests.Outbox;

/// <summary>Seeded texts of everything that is hard to cut.</summary>
internal static class Texts
{
    private static readonly string[] s_atoms =
    [
        "a", "word ", "你好", "。", "！", "\n", "\n\n", "\r\n", "\t", " ", "- item\n", "# head\n", "**bold** ", "`code` ", "\"quoted\\\"", "👍🏽", "👩‍👩‍👧‍👦", "🇩🇪🇫🇷",
        "e\u0301\u0302", "\u0e01\u0e33", "한", "각", "\u202eabc\u202c", "\u0001", "\u2028", "\ud83d", "\ude00", "{\"a\":1}", "<b>&amp;</b>", "1. ", "…", "\0",
    ];

    public static string Of(Random chance, int atLeast)
    {
        var text = new StringBuilder();
        while (text.Length < atLeast)
        {
            var atom = s_atoms[chance.Next(s_atoms.Length)];
            text.Append(atom);
            // Now and then a word without an end, or a character under a heap of marks.
            if (chance.Next(60) == 0) text.Append(string.Concat(Enumerable.Repeat(chance.Next(2) == 0 ? "长" : "\u0301", chance.Next(2_000))));
        }

        return text.ToString();
    }

    public static bool HalvesAPair(string text, int at) => at > 0 && at < text.Length && char.IsSurrogatePair(text[at - 1], text[at]);
}
