using Dinghy.DingTalk.Messages;

namespace Dinghy.DingTalk.Cards;

/// <summary>New values for a card that is shown.</summary>
/// <param name="Data">Variable to value; the others stay as they are.</param>
public sealed record CardUpdate(string OutTrackId, IReadOnlyDictionary<string, string> Data)
{
    /// <summary>What only one person sees, by their id.</summary>
    public IReadOnlyDictionary<StaffId, IReadOnlyDictionary<string, string>> PrivateData { get; init; } = new Dictionary<StaffId, IReadOnlyDictionary<string, string>>();

    /// <summary>DingTalk's own default: whatever is not in <see cref="Data"/> is emptied.</summary>
    public bool ReplaceAll { get; init; }
}

/// <summary>A step of a text that grows while people watch.</summary>
/// <param name="Key">The template's variable; one it does not have is answered by <c>unknownError</c>, which looks like Busy.</param>
/// <param name="Content">Markdown: the whole text so far.</param>
/// <param name="StepId">The caller's id of this step (<c>guid</c>): the same twice is applied once, so a step in doubt is repeated with the same.</param>
public sealed record CardFrame(string OutTrackId, string Key, string Content, string StepId)
{
    /// <summary>False: <see cref="Content"/> is appended, which markdown variables refuse.</summary>
    public bool IsFull { get; init; } = true;

    /// <summary>The last step: the card shows that it is finished.</summary>
    public bool IsFinal { get; init; }

    /// <summary>The card shows that it failed.</summary>
    public bool IsError { get; init; }
}

/// <param name="CarrierId">Serves as the receipt of a sent message, for recall, read status and quotes; null outside chats.</param>
public sealed record CardDelivery(string? SpaceType, string? SpaceId, string? CarrierId);
