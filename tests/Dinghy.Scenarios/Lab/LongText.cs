using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Dinghy.Scenarios.Lab;

/// <summary>Long answers, and putting their numbered parts together again.</summary>
internal static partial class LongText
{
    private static readonly JsonSerializerOptions s_relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Chinese, emoji of several code points, English, quotes and line ends; exactly so many UTF-16 characters; no markup.</summary>
    public static string Of(int chars)
    {
        string[] pieces = ["钉钉机器人收到消息后，先写入磁盘再确认。", "👨‍👩‍👧‍👦 family ", "The quick \"brown\" fox\\jumps. ", "😀🇨🇳", "\n", "制表\t符；"];
        var text = new StringBuilder(chars);
        for (var i = 0; ; i++)
        {
            var piece = $"{i} {pieces[i % pieces.Length]}";
            if (text.Length + piece.Length > chars) break;
            text.Append(piece);
        }

        return text.Append('末', chars - text.Length).ToString();
    }

    /// <summary>Takes "(3/12)" off every part, checks that the numbers are in order, and joins them.</summary>
    public static string Join(IReadOnlyList<BotMessage> parts)
    {
        var whole = new StringBuilder();
        for (var i = 0; i < parts.Count; i++)
        {
            var number = Number().Match(parts[i].Text);
            number.Success.ShouldBeTrue($"part {i + 1} has no number");
            int.Parse(number.Groups["at"].Value, CultureInfo.InvariantCulture).ShouldBe(i + 1);
            whole.Append(parts[i].Text.AsSpan(0, number.Index));
        }

        Total(parts[^1]).ShouldBe(parts.Count, "the last part knows how many there are");
        return whole.ToString();
    }

    public static int Total(BotMessage part) => int.Parse(Number().Match(part.Text).Groups["of"].Value, CultureInfo.InvariantCulture);

    public static bool IsLast(BotMessage part) => Number().Match(part.Text) is { Success: true } number && number.Groups["at"].Value == number.Groups["of"].Value;

    /// <summary>UTF-8 bytes of the msgParam that carried a plain text.</summary>
    public static int ParamBytes(BotMessage part) => Encoding.UTF8.GetByteCount(JsonSerializer.Serialize(new { content = part.Text }, s_relaxed));

    [GeneratedRegex(@"\n\n\((?<at>\d+)/(?<of>\d+)\)\z")]
    private static partial Regex Number();
}
