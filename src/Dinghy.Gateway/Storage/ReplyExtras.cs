using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dinghy.Gateway.Storage;

/// <summary>What goes with a reply's text; kept with it, so that another road or the next start sends the same.</summary>
internal sealed record ReplyExtras
{
    public static readonly ReplyExtras None = new();

    /// <summary>The <c>outTrackId</c> of the card that shows the answer as it grows; its last frame is the first road.</summary>
    public string? Card { get; init; }

    /// <summary>Model, seconds, tokens; for the card only.</summary>
    public string? StatusLine { get; init; }

    /// <summary>A last line that is no part of the text, on every road that has no status line: the AI label.</summary>
    public string? Footer { get; init; }

    public IReadOnlyList<ReplyButton> Buttons { get; init; } = [];

    public bool HorizontalButtons { get; init; }

    /// <summary>Markdown inside an action card, even without buttons of its own.</summary>
    public bool ActionCard { get; init; }

    /// <summary>Staff id of whom the message mentions; roads without mentions go without.</summary>
    public string? Mention { get; init; }

    /// <summary>Names that stand in the text behind an <c>@</c>, and whose staff id each is; roads without mentions keep the name.</summary>
    public IReadOnlyDictionary<string, string>? Names { get; init; }

    /// <summary>The text is long: it goes as a file, where a road for files is open.</summary>
    public bool AsFile { get; init; }

    /// <summary>Tried again like an answer, although the turn does not wait for it.</summary>
    public bool Kept { get; init; }

    /// <summary>What the outbox itself has to say goes in English.</summary>
    public bool English { get; init; }

    /// <summary>The message is this file; the text is what is said where it can not be sent.</summary>
    public ReplyFile? File { get; init; }

    /// <summary>An openConversationId other than the message's own: the reasoning channel, and nothing else.</summary>
    public string? To { get; init; }

    /// <summary>The text goes as it stands, whatever looks like markdown in it.</summary>
    public bool Plain { get; init; }

    /// <summary>Others than whoever asked: it goes to them alone, and nothing of its turn waits for it.</summary>
    public ReplyTarget? Target { get; init; }

    public string? ToJson() => this == None ? null : JsonSerializer.Serialize(this, ReplyExtrasJson.Default.ReplyExtras);

    public static ReplyExtras Parse(string? json) => json is null ? None : JsonSerializer.Deserialize(json, ReplyExtrasJson.Default.ReplyExtras) ?? None;
}

/// <param name="People">Staff ids, as many as one call takes; empty for a group.</param>
/// <param name="Group">An openConversationId; null for people.</param>
internal sealed record ReplyTarget(IReadOnlyList<string> People, string? Group);

/// <param name="Title">What it says.</param>
/// <param name="Url">Where it leads, unchanged; null: a press says <paramref name="Says"/> in the person's name.</param>
/// <param name="Says">What a press says.</param>
internal sealed record ReplyButton(string Title, string? Url, string? Says);

/// <param name="Path">Absolute; checked again when it is sent.</param>
/// <param name="Name">As the person sees it.</param>
/// <param name="Kind"><c>image</c>, <c>voice</c>, <c>video</c> or <c>file</c>.</param>
/// <param name="Milliseconds">Of sound and film.</param>
internal sealed record ReplyFile(string Path, string Name, string Kind, long? Milliseconds)
{
    /// <summary>Whose workspace it lies in; null: the default agent's.</summary>
    public string? Agent { get; init; }

    /// <summary>What stands in it, where it is no file of a workspace; the path is empty then.</summary>
    public string? Text { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReplyExtras))]
internal sealed partial class ReplyExtrasJson : JsonSerializerContext;
