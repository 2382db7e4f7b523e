using System.Text;

namespace Dinghy.Gateway.Tests.Replies.Markdown;

/// <summary>Seeded markdown: well-formed blocks, broken ones, and heaps of signs. Its words have no digit below 5, which numbers of lists use.</summary>
internal static class MarkdownTexts
{
    private static readonly string[] s_words = ["word", "词语", "a9", "句子。", "“引号”", "end.", "x", "5", "é", "👍🏽", "（括号）", "C#", "snake_case_name", "p.m."];

    private static readonly string[] s_inline =
    [
        "**bold**", "*it*", "__bo__", "_it_", "***both***", "~~gone~~", "`co*de`", "``a ` b``", "[link](https://example.com/a)", "[l*i*nk](https://example.com/(x))", "<https://example.com>",
        "https://example.com/a_b_c", "![pic](https://example.com/p.png)", "![local](#p)", "<b>html</b>", "<br>", "a<br/>b", "&lt;", "&amp;", "&copy;", "\\*", "\\_", "\\#", "*", "**", "_", "`", "[", "]", "(", "<", ">", "|", "~", "~~",
        "#", "-", "+", "=", "!", "\\", "[x]", "[ref]", "[^n]", "List<T>", "<T>", "<your-name>", "&", "&x;", "  \n", "\n", "\\\n", "$a_i * b_i$", "**“重点”**后", "**重点：**后", "<em>", "</em>", "<!-- unseen -->", "：", "\u3000", "\t",
    ];

    public static string Of(Random chance, bool tables)
    {
        var text = new StringBuilder();
        for (var blocks = chance.Next(1, 8); blocks > 0; blocks--)
        {
            text.Append(Block(chance, tables, depth: 0));
            // A table right under html is html to a browser and a table to us.
            text.Append(!tables && chance.Next(4) == 0 ? "\n" : "\n\n");
        }

        if (chance.Next(3) == 0) text.Append("\n[ref]: https://example.com/ref\n");
        return text.ToString();
    }

    private static string Block(Random chance, bool tables, int depth) => chance.Next(tables ? 16 : 14) switch
    {
        0 => new string('#', chance.Next(1, 7)) + " " + OneLine(chance),
        1 => OneLine(chance) + "\n" + new string(chance.Next(2) == 0 ? '=' : '-', 5),
        2 => $"```csharp\n{OneLine(chance)}\n\n  {OneLine(chance)}\n```",
        3 => $"~~~\n{OneLine(chance)}\n~~~",
        4 or 5 or 6 when depth < 4 => List(chance, tables, depth),
        7 when depth < 4 => Shifted(Block(chance, tables, depth + 1) + "\n" + OneLine(chance), "> ", "> "),
        8 => chance.Next(2) == 0 ? "***" : "---",
        9 => "    " + OneLine(chance),
        10 => $"<div>\n{chance.Next(2)switch { 0 => "<p>para</p>", _ => "# 文字 * <b>b</b>" }}\n</div>",
        14 or 15 => Table(chance),
        _ => Inline(chance),
    };

    private static string List(Random chance, bool tables, int depth)
    {
        var marks = new[] { "- ", "* ", "+ ", "1. ", "2) ", "- [ ] ", "- [x] " };
        var mark = marks[chance.Next(marks.Length)];
        var gap = chance.Next(4) == 0 ? "\n\n" : "\n";
        return string.Join(gap, Enumerable.Range(0, chance.Next(1, 4)).Select(_ =>
        {
            var content = Inline(chance);
            if (chance.Next(3) == 0) content += (!tables && chance.Next(2) == 0 ? "\n" : "\n\n") + Block(chance, tables, depth + 1);
            return Shifted(content, mark, new string(' ', mark[0] is '1' or '2' ? 3 : 2));
        }));
    }

    private static string Table(Random chance)
    {
        var columns = chance.Next(1, 6);
        string Row() => "|" + string.Concat(Enumerable.Range(0, columns).Select(_ => $" {Cell(chance)} |"));
        var rule = "|" + string.Concat(Enumerable.Range(0, columns).Select(i => i % 2 == 0 ? "---|" : ":-:|"));
        return string.Join('\n', [Row(), rule, .. Enumerable.Range(0, chance.Next(0, 4)).Select(_ => Row())]);
    }

    private static string Cell(Random chance) => chance.Next(5) switch
    {
        0 => "",
        1 => "**b9**",
        2 => "[l](https://example.com)",
        3 => "长一点的单元格内容 and more",
        _ => s_words[chance.Next(s_words.Length)],
    };

    private static string Inline(Random chance)
    {
        var text = new StringBuilder();
        for (var parts = chance.Next(1, 12); parts > 0; parts--)
        {
            text.Append(chance.Next(2) == 0 ? s_words[chance.Next(s_words.Length)] : s_inline[chance.Next(s_inline.Length)]);
            if (chance.Next(2) == 0) text.Append(' ');
        }

        return text.ToString();
    }

    private static string OneLine(Random chance) => Inline(chance).Replace('\n', ' ');

    private static string Shifted(string text, string first, string others) => first + text.Replace("\n", "\n" + others, StringComparison.Ordinal);
}
