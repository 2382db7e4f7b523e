namespace Dinghy.Emulator;

/// <summary>What a person says to the robot.</summary>
/// <param name="From">Staff id of the speaker.</param>
/// <param name="Text">The text, without the robot's name.</param>
public sealed record Speech(string From, string Text)
{
    /// <summary>A group's id; <c>null</c>: the speaker's private chat with the robot.</summary>
    public string? ConversationId { get; init; }

    /// <summary>In a group: the robot is mentioned. DingTalk delivers nothing else, so <c>false</c> needs <see cref="Force"/>.</summary>
    public bool Mention { get; init; } = true;

    /// <summary>Push a group message that does not mention the robot.</summary>
    public bool Force { get; init; }

    /// <summary>Which application's robot; <c>null</c>: the first.</summary>
    public string? ClientId { get; init; }

    /// <summary>A picture, a file or another kind instead of <see cref="Text"/>.</summary>
    public SpeechContent? Content { get; init; }

    /// <summary>The content comes as a string that holds JSON, as some deliveries do.</summary>
    public bool ContentAsText { get; init; }

    /// <summary>What this replies to: the id of a person's or a robot's message, or the processQueryKey (carrierId) of a robot's message or card.</summary>
    public string? Quote { get; init; }

    /// <summary>How the reply carries it.</summary>
    public QuoteForm QuoteForm { get; init; }

    /// <summary>The organisation's allowance is used up: no text, no content, <c>errorCode</c> 20001.</summary>
    public bool OverQuota { get; init; }

    /// <summary>Pushed verbatim as the frame's <c>data</c> instead of a well-formed message.</summary>
    public string? RawData { get; init; }

    /// <summary>Another frame type than CALLBACK.</summary>
    public string? Type { get; init; }

    /// <summary>Another topic than that of robot messages.</summary>
    public string? Topic { get; init; }

    /// <summary>Anything but text.</summary>
    public static Speech Of(string from, SpeechContent content) => new(from, "") { Content = content };

    /// <summary>DingTalk gives robots in groups neither sounds nor films nor files.</summary>
    internal bool OnlyInPrivate => Content is AudioContent or VideoContent or FileContent;
}

/// <summary>A message on its way to the robot.</summary>
/// <param name="MsgId">Business id; with <see cref="Speech.RawData"/> the one found in it, or empty.</param>
/// <param name="ConversationId">Where it was said.</param>
/// <param name="Push">Number of the push.</param>
/// <param name="PushedAt">Timestamp of the emulator's clock when the frame was handed to the socket.</param>
public sealed record SaidMessage(string MsgId, string ConversationId, long Push, long PushedAt);

/// <summary>A frame made by hand.</summary>
public sealed record RawPush
{
    /// <summary>Which application's connections; <c>null</c>: the first.</summary>
    public string? ClientId { get; init; }

    /// <summary>SYSTEM, EVENT or CALLBACK; any other text is sent as it is.</summary>
    public string Type { get; init; } = "CALLBACK";

    /// <summary>The topic header.</summary>
    public string Topic { get; init; } = StreamTopics.RobotMessage;

    /// <summary>Added to, or replacing, the usual headers. An empty value leaves the header out.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The frame's data.</summary>
    public string? Data { get; init; }
}
