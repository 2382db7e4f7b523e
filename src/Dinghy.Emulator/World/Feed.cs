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
    public string? State { get; init; }
    public int? Connections { get; init; }
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
