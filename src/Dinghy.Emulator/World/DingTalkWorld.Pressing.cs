namespace Dinghy.Emulator;

/// <summary>Buttons of action cards, and links in markdown, as a person presses them.</summary>
public sealed partial class DingTalkWorld
{
    private const string SendMessage = "dtmd://dingtalkclient/sendMessage?content=";

    /// <summary>
    /// Presses a button of a robot's message whose link is <c>dtmd://dingtalkclient/sendMessage</c>: its words are said in the person's name. In a group the
    /// robot is mentioned with them, which no page of DingTalk tells.
    /// </summary>
    /// <param name="msgId">The robot's message.</param>
    /// <param name="person">Staff id of who presses.</param>
    /// <param name="title">What the button says.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="ArgumentException">Unknown message or button, one that leads elsewhere, or a person who is not there.</exception>
    public Task<SaidMessage> PressButtonAsync(string msgId, string person, string title, CancellationToken ct = default)
    {
        var message = _botMessages.After(0).FirstOrDefault(m => m.MsgId == msgId) ?? throw new ArgumentException($"There is no message '{msgId}'.", nameof(msgId));
        var button = message.Extras?.Buttons.FirstOrDefault(b => b.Title == title) ?? throw new ArgumentException($"The message has no button '{title}'.", nameof(title));
        if (!button.Url.StartsWith(SendMessage, StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"The button leads to {button.Url}: it says nothing to the robot.", nameof(title));
        var app = App(message.ClientId);
        var isPrivate = AddressBook.PrivateChat(app, Known(person)) == message.ConversationId;
        return SayAsync(new Speech(person, Uri.UnescapeDataString(button.Url[SendMessage.Length..]))
        {
            ConversationId = isPrivate ? null : message.ConversationId, ClientId = app.ClientId,
        }, ct);
    }
}
