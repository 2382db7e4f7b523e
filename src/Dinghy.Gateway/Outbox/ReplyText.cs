using System.Globalization;
using System.Text.RegularExpressions;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox;

/// <summary>One reply's text as messages: markdown or plain, cut to a road's limit, numbered when there are several.</summary>
internal sealed partial class ReplyText
{
    /// <summary>Of a title, in characters as people count them; and of the line it is made from, in UTF-16, since one such character may be a heap of marks.</summary>
    private const int LongestTitle = 40;
    private const int LongestLine = 400;

    private readonly string _text;
    private readonly bool _markdown;
    private readonly int _partChars;
    private readonly string _title;

    public ReplyText(string text, ReplyConfig config)
    {
        _text = text;
        _partChars = config.PartChars;
        _markdown = config.Style == ReplyStyle.Markdown || (config.Style == ReplyStyle.Auto && Markup().IsMatch(text));
        _title = TitleOf(text);
    }

    /// <summary>The next part from <paramref name="done"/> on this road.</summary>
    /// <param name="road">What will carry it.</param>
    /// <param name="done">Characters behind it.</param>
    /// <param name="partsDone">Parts behind it.</param>
    /// <param name="doubts">Doubts it inherits when an attempt in doubt moves to another road.</param>
    public Part Cut(Road road, int done, int partsDone, int doubts) =>
        new(0, partsDone + 1, done, Length(road, done, partsDone), road, Attempts: 1, doubts);

    public RobotOutMessage Message(Part part)
    {
        var slice = _text.Substring(part.Start, part.Length);
        var total = part.Number + PartsAfter(part);
        return Wrap(total == 1 ? slice : $"{slice}{Numbered(part.Number, total)}");
    }

    private int PartsAfter(Part part)
    {
        var (at, count) = (part.Start + part.Length, 0);
        while (at < _text.Length) at += Length(part.Road, at, part.Number + count++);
        return count;
    }

    private int Length(Road road, int start, int partsBefore)
    {
        var whole = _text.Length - start;
        if (partsBefore == 0 && start == 0 && whole <= _partChars && AccountRoads.Fits(road, Wrap(_text))) return whole;
        // The number of parts is not known before they are cut: room for the longest number that can come.
        var number = Numbered(9999, 9999);
        return TextCutter.Next(_text, start, _partChars - number.Length,
            length => AccountRoads.Fits(road, Wrap(string.Concat(_text.AsSpan(start, length), number))));
    }

    private RobotOutMessage Wrap(string text) => _markdown ? new RobotMarkdown(_title, text) : new RobotText(text);

    private static string Numbered(int number, int total) => string.Create(CultureInfo.InvariantCulture, $"\n\n({number}/{total})");

    private static string TitleOf(string text)
    {
        var rest = text.AsSpan().TrimStart();
        var end = rest.IndexOfAny('\n', '\r');
        var line = (end < 0 ? rest : rest[..end]).ToString();
        var head = line[..TextCutter.Next(line, 0, LongestLine, _ => true)];
        var plain = Decoration().Replace(head, "").Trim();
        if (plain.Length == 0) return "…";
        var info = new StringInfo(plain);
        if (info.LengthInTextElements > LongestTitle) return info.SubstringByTextElements(0, LongestTitle - 1) + "…";
        return head.Length < line.Length ? plain + "…" : plain;
    }

    // Every run has a bound, or text that never closes its brackets would cost the square of its length.
    // No time-out: it counts the wall clock, and a busy machine would lose an answer to it.
    // A heading, list, quote, fence or rule at a line's begin; a table row; bold, code, a link or a picture anywhere.
    [GeneratedRegex(@"^ {0,3}(#{1,6} |[-*+] |\d{1,9}[.)] |> |```|~~~|\|.*\||-{3,}\s*$)|\*\*\S|`[^`\n]{1,2000}`|!?\[[^\]\n]{0,500}\]\([^)\n]{1,2000}\)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Markup();

    [GeneratedRegex(@"^[#>\-*+\s]+|[*`~|]|!?\[|\]\([^)]*\)", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Decoration();
}
