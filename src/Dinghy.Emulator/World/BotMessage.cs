namespace Dinghy.Emulator;

/// <summary>Something the robot said.</summary>
/// <param name="Seq">Number in order of arrival, from 1.</param>
/// <param name="ClientId">The robot's application.</param>
/// <param name="ConversationId">Where it appears.</param>
/// <param name="Road"><c>webhook</c>, <c>oto</c> or <c>group</c>.</param>
/// <param name="Kind">The webhook's msgtype or the OpenAPI's msgKey.</param>
/// <param name="Title">Title, where the kind has one.</param>
/// <param name="Text">What a person reads.</param>
/// <param name="ReceivedAt">Wall clock.</param>
/// <param name="ArrivedAt">Timestamp of the emulator's clock when the request's body was in.</param>
/// <param name="InReplyTo">The msgId whose session webhook carried it; <c>null</c> for the OpenAPI.</param>
/// <param name="Receipt">False when a fault switch kept the answer from the robot: for it the send is in doubt.</param>
public sealed record BotMessage(long Seq, string ClientId, string ConversationId, string Road, string Kind, string? Title, string Text,
    DateTimeOffset ReceivedAt, long ArrivedAt, string? InReplyTo, bool Receipt)
{
    /// <summary>Its own id, which a person's reply to it names. The robot never hears it when it sends.</summary>
    public required string MsgId { get; init; }

    /// <summary>What the OpenAPI's answer called it; <c>null</c> on the webhook.</summary>
    public string? ProcessQueryKey { get; init; }

    /// <summary>What was sent, beyond the text.</summary>
    public BotMessageExtras? Extras { get; init; }
}

/// <summary>What a robot's message holds beside its text.</summary>
/// <param name="Body">The text without the lines for its buttons.</param>
/// <param name="Buttons">Buttons and links, in their order.</param>
/// <param name="Horizontal">The buttons stand side by side.</param>
/// <param name="MediaId">Picture, sound, film or file: a media id, or a picture's URL.</param>
/// <param name="FileName">Name of a file.</param>
/// <param name="Duration">Of a sound or film, as sent.</param>
/// <param name="AtUserIds">Who was to be notified.</param>
public sealed record BotMessageExtras(string Body, IReadOnlyList<BotButton> Buttons, bool Horizontal = false, string? MediaId = null, string? FileName = null,
    string? Duration = null, IReadOnlyList<string>? AtUserIds = null);

/// <summary>A button, or a link with a title.</summary>
public sealed record BotButton(string Title, string Url);
