using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Conversations;

/// <summary>How much of a conversation the model reads: what fits its window, and never more entries than are cheap to read with every question.</summary>
/// <param name="Window">Tokens that the model takes.</param>
internal readonly record struct TalkBudget(int Window)
{
    /// <summary>Of a model of which nothing else is known.</summary>
    public const int UsualWindow = 32_768;

    /// <summary>Past so many entries a summary takes the place of the older ones.</summary>
    public const int Full = 200;

    /// <summary>Entries that are read at most, should no summary be made.</summary>
    public const int MaxEntries = 400;

    /// <summary>UTF-16 characters that are read at most, whatever the window.</summary>
    public const int MaxChars = 2_000_000;

    /// <summary>Newest entries that stay as they are when the older ones become a summary.</summary>
    public const int KeepEntries = 40;

    /// <summary>Past this a summary takes the place of the older entries.</summary>
    public int CompactAt => (int)(Window * 0.6);

    /// <summary>What was said before takes no more of a request; instructions, files, tools and the answer need the rest.</summary>
    public int Most => (int)(Window * 0.75);

    /// <summary>The newest entries that stay whole are at most this long.</summary>
    public int Keep => (int)(Window * 0.2);

    /// <summary>The newest entries that fit, in order, and what they come to.</summary>
    /// <param name="entries">Oldest first.</param>
    /// <param name="before">Tokens of the summary.</param>
    /// <param name="tokens">Of a text.</param>
    public (IReadOnlyList<HistoryEntry> Entries, int Tokens) Fit(IReadOnlyList<HistoryEntry> entries, int before, Func<HistoryEntry, int> tokens)
    {
        var (sum, first) = (before, entries.Count);
        while (first > 0 && sum + tokens(entries[first - 1]) is var next && next <= Most) (sum, first) = (next, first - 1);
        return (first == 0 ? entries : [.. entries.Skip(first)], sum);
    }
}
