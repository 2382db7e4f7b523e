using System.Globalization;
using System.Text.RegularExpressions;

namespace Dinghy.Gateway.Models;

internal enum DemoTopic { Echo, Help, Markdown, Code, Table, Long, Slow, Choices, File, RecallFirst, RecallLatest }

/// <summary>What a message asks of the demo model. Only short single lines ask; whatever else is said is echoed.</summary>
/// <param name="Topic">What to show.</param>
/// <param name="Length">Characters of a long text; 0 for the other topics.</param>
internal sealed partial record DemoRequest(DemoTopic Topic, int Length = 0)
{
    private const int LongestAsk = 60;

    /// <summary>The file that is asked for by name; null: any.</summary>
    public string? File { get; init; }

    /// <summary>A keyword asks when it is the first or last word, as in "show me a table": one in the middle is talk.</summary>
    private static readonly (DemoTopic Topic, string[] Words, string[] Chinese)[] s_keywords =
    [
        (DemoTopic.RecallFirst, ["what did i say first"], ["我第一句说了什么", "我第一句说的什么"]),
        (DemoTopic.RecallLatest, ["what did i say last"], ["我上一句说了什么", "我刚才说了什么"]),
        (DemoTopic.Help, ["help"], ["帮助"]),
        (DemoTopic.Markdown, ["markdown"], ["排版"]),
        (DemoTopic.Code, ["code"], ["代码"]),
        (DemoTopic.Table, ["table"], ["表格"]),
        (DemoTopic.Slow, ["slow", "slowly"], ["慢慢说"]),
        (DemoTopic.Choices, ["choices", "buttons"], ["选项", "按钮"]),
        (DemoTopic.File, ["send a file", "send me a file", "send the file", "send me the file", "send file"], ["发文件", "发个文件", "发一个文件", "发送文件", "文件发给我", "文件发我"]),
    ];

    /// <summary>A greeting with nothing else gets one back; "hello from the kitchen" is talk.</summary>
    private static readonly string[] s_greetings = ["hi", "hello", "你好", "您好"];

    public static DemoRequest Of(string message)
    {
        var text = message.Trim().TrimEnd('.', '!', '?', '。', '！', '？', '~').TrimEnd();
        if (text.Length is 0 or > LongestAsk || text.Contains('\n')) return new DemoRequest(DemoTopic.Echo);
        if (s_greetings.Contains(text, StringComparer.OrdinalIgnoreCase)) return new DemoRequest(DemoTopic.Help);
        if (LongText().Match(text) is { Success: true } match)
            return new DemoRequest(DemoTopic.Long, int.Parse(match.Groups["length"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture));

        if (NamedFile().Match(text) is { Success: true } named) return new DemoRequest(DemoTopic.File) { File = named.Groups["file"].Value };

        foreach (var (topic, words, chinese) in s_keywords)
            if (Array.Exists(words, w => AtEdge(text, w)) || Array.Exists(chinese, w => text.StartsWith(w, StringComparison.Ordinal) || text.EndsWith(w, StringComparison.Ordinal)))
                return new DemoRequest(topic);
        return new DemoRequest(DemoTopic.Echo);
    }

    [GeneratedRegex("^(?:long|长文?|一段长文?)\\s*(?<length>[0-9]{1,8})\\s*(?:字|characters)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LongText();

    [GeneratedRegex("^(?:please )?(?:send (?:me )?(?:the |a )?(?:file )?|请?(?:把|发送?(?:给我|我)?(?:一?个)?(?:文件)?)\\s*)(?<file>[^\\s/\\\\]{1,40}\\.[a-z0-9]{1,5})(?:\\s*(?:to me|发给我|发我|发过来))?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamedFile();

    private static bool AtEdge(string text, string word) =>
        text.Equals(word, StringComparison.OrdinalIgnoreCase)
        || (text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && !char.IsAsciiLetterOrDigit(text[word.Length]))
        || (text.EndsWith(word, StringComparison.OrdinalIgnoreCase) && !char.IsAsciiLetterOrDigit(text[^(word.Length + 1)]));
}
