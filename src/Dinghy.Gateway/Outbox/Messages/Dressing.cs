using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox.Messages;

/// <summary>Where a part stands in its reply.</summary>
internal readonly record struct Place(bool First, bool Last)
{
    public static Place Only { get; } = new(true, true);
}

/// <summary>What is set around a part's own text, and as which message it goes.</summary>
/// <param name="extras">The reply's.</param>
/// <param name="markdown">Else plain text.</param>
/// <param name="title">Of markdown and cards.</param>
internal sealed class Dressing(ReplyExtras extras, bool markdown, string title)
{
    private string? _because;

    public void Because(string? code) => _because = code is null ? null : FileSentences.Because(code, extras.English);

    /// <summary>Characters beside the part's own, links for buttons not counted.</summary>
    public int Around(Road road, Place place) => Before(road, place).Length + Behind(place).Length;

    /// <param name="road">What will carry it: a webhook takes mentions and any number of buttons, OpenAPI does not.</param>
    /// <param name="text">The part's own, as this road shows it.</param>
    /// <param name="place">A mention stands on the first part, buttons and the last line on the last.</param>
    /// <param name="named">Staff ids that the text already marks.</param>
    public RobotOutMessage Message(Road road, string text, Place place, IReadOnlyList<string> named)
    {
        var whole = Before(road, place) + text + Behind(place);
        var at = road == Road.Webhook ? Mentions(place, named) : null;
        if (place.Last && (extras.Buttons.Count > 0 || extras.ActionCard)) return ActionCards.On(road, extras, title, whole, at);
        return markdown ? new RobotMarkdown(title, whole) { At = at } : new RobotText(whole) { At = at };
    }

    private string Before(Road road, Place place) =>
        road == Road.Webhook && place.First && extras.Mention is { } id ? $"{RobotMentions.Mark(new StaffId(id))}{(markdown ? "\n\n" : " ")}" : "";

    private string Behind(Place place)
    {
        if (!place.Last) return "";
        var because = _because is null ? "" : $"\n\n{_because}";
        return extras.Footer is null ? because : $"{because}\n\n{extras.Footer}";
    }

    private RobotMentions? Mentions(Place place, IReadOnlyList<string> named)
    {
        var ids = place.First && extras.Mention is { } asker ? named.Prepend(asker) : named;
        var users = ids.Distinct(StringComparer.Ordinal).Take(RobotMentions.MaxUsers).Select(id => new StaffId(id)).ToList();
        return users.Count == 0 ? null : RobotMentions.Of(users);
    }
}
