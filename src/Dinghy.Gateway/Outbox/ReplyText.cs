using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Outbox.Cards;
using Dinghy.Gateway.Outbox.Messages;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox;

/// <summary>
/// One reply's text as messages: markdown or plain, cut to a road's limit, numbered when there are several; buttons and a last line on the last.
/// Parts joined, without what is set around them, are the text.
/// </summary>
internal sealed partial class ReplyText
{
    /// <summary>Of a title, in characters as people count them; and of the line it is made from, in UTF-16, since one such character may be a heap of marks.</summary>
    private const int LongestTitle = 40;
    private const int LongestLine = 400;

    private readonly string _text;
    private readonly bool _markdown;
    private readonly int _partChars;
    private readonly CodeFences? _fences;
    private readonly Dressing _dressing;
    private readonly NamedPeople _people;

    public ReplyText(string text, ReplyConfig config, ReplyExtras? extras = null)
    {
        _text = text;
        _partChars = config.PartChars;
        extras ??= ReplyExtras.None;
        _markdown = extras.ActionCard || extras.Buttons.Count > 0 || (!extras.Plain && ReplyFormat.IsMarkdown(text, config));
        _fences = _markdown ? new CodeFences(text) : null;
        _dressing = new Dressing(extras, _markdown, TitleOf(text));
        _people = NamedPeople.In(text, extras.Names, _fences);
    }

    /// <summary>The file could not be sent: what is said in its place ends with the reason.</summary>
    /// <param name="code">DingTalk's or ours; null: nothing is known of a failure.</param>
    public void Because(string? code) => _dressing.Because(code);

    /// <summary>The next part from <paramref name="done"/> on this road.</summary>
    /// <param name="road">What will carry it.</param>
    /// <param name="done">Characters behind it.</param>
    /// <param name="partsDone">Parts behind it.</param>
    /// <param name="doubts">Doubts it inherits when an attempt in doubt moves to another road.</param>
    public Part Cut(Road road, int done, int partsDone, int doubts) =>
        new(0, partsDone + 1, done, Length(road, done, partsDone), road, Attempts: 1, doubts);

    public RobotOutMessage Message(Part part) => _dressing.Message(
        part.Road, Shown(part), new Place(part.Number == 1, part.Start + part.Length == _text.Length), _people.Between(part.Start, part.Length));

    /// <summary>What a part says, its number included.</summary>
    public string Shown(Part part)
    {
        var slice = Slice(part.Road, part.Start, part.Length);
        var total = part.Number + PartsAfter(part);
        return total == 1 ? slice : $"{slice}{Numbered(part.Number, total)}";
    }

    /// <summary>How many messages carry the rest on this part's road, this one included.</summary>
    public int PartsFrom(Part part) => 1 + PartsAfter(part);

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

        // A file holds whatever there is.
        if (road == Road.File) return whole;
        if (partsBefore == 0 && start == 0 && whole <= _partChars - _dressing.Around(road, Place.Only) && Fits(_text, Place.Only)) return whole;

        var length = Next(new Place(partsBefore == 0, Last: false));
        return length < whole ? length : Next(new Place(partsBefore == 0, Last: true));

        int Next(Place place)
        {
            // The number of parts is not known before they are cut: room for the longest number that can come, and for closing a fence.
            var around = Reopening(start) + new string('`', _fences?.Reserve ?? 0) + Numbered(9999, 9999);
            return TextCutter.Next(_text, start, Math.Max(1, _partChars - around.Length - _dressing.Around(road, place)),
                length => Fits(around + Named(road, start, length), place), _fences);
        }

        bool Fits(string text, Place place) => AccountRoads.Fits(road, _dressing.Message(road, text, place, _people.Between(start, whole)));
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
    private string Slice(Road road, int start, int length)
    {
        var slice = Reopening(start) + Named(road, start, length);
        if (_fences?.OpenAt(start + length) is not { } cut) return slice;
        return $"{slice}{(slice.EndsWith('\n') ? "" : "\n")}{cut.Closing}";
    }

    /// <summary>Only a webhook notifies, and only by the id.</summary>
    private string Named(Road road, int start, int length) => road == Road.Webhook ? _people.Marked(_text, start, length) : _text.Substring(start, length);

    private string Reopening(int start) => _fences?.OpenAt(start) is { } fence ? fence.Opening + "\n" : "";

    private static string Numbered(int number, int total) => string.Create(CultureInfo.InvariantCulture, $"\n\n({number}/{total})");

    internal static string TitleOf(string text)
    {
        var rest = text.AsSpan().TrimStart();
        var end = rest.IndexOfAny('\n', '\r');
        var line = (end < 0 ? rest : rest[..end]).ToString();
        var head = line[..TextCutter.Next(line, 0, LongestLine, _ => true)];
        var plain = Decoration().Replace(head, "${sign}").Trim();
        if (plain.Length == 0) return "…";
        var info = new StringInfo(plain);
        if (info.LengthInTextElements > LongestTitle) return info.SubstringByTextElements(0, LongestTitle - 1) + "…";
        return head.Length < line.Length ? plain + "…" : plain;
    }

    [GeneratedRegex(@"^[#>\-*+\s]+|\\(?<sign>[!-/:-@\[-`{-~])|[*`~|]|!?\[|\]\([^)]*\)", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Decoration();
}
