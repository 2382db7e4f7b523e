using Microsoft.Extensions.Logging;

namespace Dinghy.Emulator;

/// <summary>One line of what happens, for the chat page.</summary>
/// <param name="Seq">Number, from 1.</param>
/// <param name="Kind"><c>person</c>, <c>bot</c>, <c>push</c> (a push came to its end) or <c>connections</c>.</param>
/// <param name="At">Wall clock.</param>
internal sealed record FeedEntry(long Seq, string Kind, DateTimeOffset At)
{
    public string? ConversationId { get; init; }
    public string? ClientId { get; init; }
    public string? From { get; init; }
    public string? Nick { get; init; }
    public string? MsgId { get; init; }
    public string? Road { get; init; }
    public string? MsgType { get; init; }
    public string? Title { get; init; }
    public string? Text { get; init; }
    public string? Quote { get; init; }
    public IReadOnlyList<FeedPart>? Parts { get; init; }
    public BotMessageExtras? Extras { get; init; }
    public string? Key { get; init; }
    public string? State { get; init; }
    public int? Connections { get; init; }
}

/// <summary>A piece of what a person sent: text, or a file.</summary>
internal sealed record FeedPart(string? Text = null, string? FileId = null, string? Name = null, bool Picture = false)
{
    public static FeedPart Of(MediaFile file) => new(null, file.Id, file.Name, file.Type == "image");

    /// <summary>What a page shows of a content.</summary>
    public static IReadOnlyList<FeedPart>? Of(SpeechContent? content) => content switch
    {
        null => null,
        PictureContent picture => [Of(picture.File)],
        FileContent file => [Of(file.File)],
        AudioContent audio => [Of(audio.File), new FeedPart(audio.Recognition ?? "")],
        VideoContent video => [Of(video.File)],
        RichTextContent rich => [.. rich.Parts.Select(p => p.Picture is { } file ? Of(file) : new FeedPart(p.AtName is { } name ? "@" + name + " " : p.Text))],
        ChatRecordContent record => [new FeedPart(record.Title), .. record.Lines.Select(l => new FeedPart($"{l.SenderNick}: {l.Content}"))],
        DocumentContent document => [new FeedPart($"[{document.FileId}]")],
        UnknownContent unknown => [new FeedPart(unknown.Note)],
        _ => [],
    };
}

/// <summary>Everything a page shows, in one order.</summary>
internal sealed class Feed(EmulatorOptions options, ILogger logger)
{
    private readonly Ring<FeedEntry> _entries = new(options.HistoryLimit, () => Log.HistoryFull(logger, "page events", options.HistoryLimit));

    public Pulse Changed { get; } = new();

    public long Last => _entries.Last;

    public void Add(string kind, Func<FeedEntry, FeedEntry> fill)
    {
        var now = options.Time.GetUtcNow();
        _entries.Add(seq => fill(new FeedEntry(seq, kind, now)));
        Changed.Fire();
    }

    public List<FeedEntry> After(long seq) => _entries.After(seq);

    public void Clear() => _entries.Clear();
}
