namespace Dinghy.Gateway.Conversations;

/// <summary>How much of the model's window a turn took: guessed when it began, counted by the provider when it ended.</summary>
internal sealed class ContextMeter
{
    /// <summary>Tokens that the model takes.</summary>
    public int Window { get; init; } = TalkBudget.UsualWindow;

    /// <summary>The summary and what was said since, guessed.</summary>
    public int Talk { get; init; }

    /// <summary>Entries that the conversation has behind its summary.</summary>
    public int Entries { get; init; }

    /// <summary>The last request and its answer, as the provider counted them; null: it did not.</summary>
    public long? Counted { get; set; }

    /// <summary>Hears what a request was guessed to be, and what the provider counted.</summary>
    public Action<int, long> Learn { get; init; } = (_, _) => { };
}
