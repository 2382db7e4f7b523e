using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Outbox.Cards;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox;

/// <summary>One reply's text as messages: markdown or plain, cut to a road's limit, numbered when there are several. Parts joined, without the lines that close and reopen a fence, are the text.</summary>
internal sealed partial class ReplyText
{
    /// <summary>Of a title, in characters as people count them; and of the line it is made from, in UTF-16, since one such character may be a heap of marks.</summary>
    private const int LongestTitle = 40;
    private const int LongestLine = 400;

    private readonly string _text;
    private readonly bool _markdown;
    private readonly int _partChars;
    private readonly string _title;
    private readonly CodeFences? _fences;

    public ReplyText(string text, ReplyConfig config)
    {
        _text = text;
        _partChars = config.PartChars;
        _markdown = ReplyFormat.IsMarkdown(text, config);
        _fences = _markdown ? new CodeFences(text) : null;
        _title = TitleOf(text);
    }

    /// <summary>The next part from <paramref name="done"/> on this road.</summary>
    /// <param name="road">What will carry it.</param>
    /// <param name="done">Characters behind it.</param>
    /// <param name="partsDone">Parts behind it.</param>
    /// <param name="doubts">Doubts it inherits when an attempt in doubt moves to another road.</param>
    public Part Cut(Road road, int done, int partsDone, int doubts) =>
        new(0, partsDone + 1, done, Length(road, done, partsDone), road, Attempts: 1, doubts);

    public RobotOutMessage Message(Part part) => Wrap(Shown(part));

    /// <summary>What a part says, its number included.</summary>
    public string Shown(Part part)
    {
        var slice = Slice(part.Start, part.Length);
        var total = part.Number + PartsAfter(part);
        return total == 1 ? slice : $"{slice}{Numbered(part.Number, total)}";
    }

    private int PartsAfter(Part part)
    {
        var (at, count) = (part.Start + part.Length, 0);
        // What a card does not hold goes on by a message.
        var road = part.Road == Road.Card ? Road.Webhook : part.Road;
        while (at < _text.Length) at += Length(road, at, part.Number + count++);
        return count;
    }

    private int Length(Road road, int start, int partsBefore)
    {
        if (road == Road.Card) return CardLength(start);
        var whole = _text.Length - start;
        if (partsBefore == 0 && start == 0 && whole <= _partChars && AccountRoads.Fits(road, Wrap(_text))) return whole;
        // The number of parts is not known before they are cut: room for the longest number that can come, and for closing a fence.
        var around = Reopening(start) + new string('`', _fences?.Reserve ?? 0) + Numbered(9999, 9999);
        return TextCutter.Next(_text, start, _partChars - around.Length,
            length => AccountRoads.Fits(road, Wrap(string.Concat(around, _text.AsSpan(start, length)))), _fences);
    }

    /// <summary>A card holds as much as several messages; converted for it, plain text grows by its escapes, hence the half.</summary>
    private int CardLength(int start)
    {
        var most = _markdown ? CardFace.MostBytes : CardFace.MostBytes / 2;
        if (Encoding.UTF8.GetByteCount(_text.AsSpan(start)) <= most) return _text.Length - start;
        var around = Reopening(start) + new string('`', _fences?.Reserve ?? 0) + Numbered(9999, 9999);
        return TextCutter.Next(_text, start, most, length => Encoding.UTF8.GetByteCount(around) + Encoding.UTF8.GetByteCount(_text.AsSpan(start, length)) <= most, _fences);
    }

    /// <summary>What is said of the text from here: a fence that is cut is opened again before it, and closed behind it. Neither counts as text.</summary>
    private string Slice(int start, int length)
    {
        var slice = string.Concat(Reopening(start), _text.AsSpan(start, length));
        if (_fences?.OpenAt(start + length) is not { } cut) return slice;
        return $"{slice}{(slice.EndsWith('\n') ? "" : "\n")}{cut.Closing}";
    }

    private string Reopening(int start) => _fences?.OpenAt(start) is { } fence ? fence.Opening + "\n" : "";

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

    [GeneratedRegex(@"^[#>\-*+\s]+|[*`~|]|!?\[|\]\([^)]*\)", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Decoration();
}
