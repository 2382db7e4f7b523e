using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Tools;

/// <summary>One turn as its tools see it, over all rounds.</summary>
internal sealed class ToolTurn(TurnContext context, TurnSteps? steps = null)
{
    private readonly List<string> _sources = [];

    public TurnContext Context => context;

    /// <summary>What was done so far.</summary>
    public TurnSteps Steps { get; } = steps ?? new TurnSteps(context.Turn.Id, store: null);

    /// <summary>Files that will go to the person.</summary>
    public int Files { get; private set; }

    public bool Offered { get; private set; }

    /// <summary>Calls that wait for a person.</summary>
    public int Asks { get; private set; }

    /// <summary>Documents that were looked into.</summary>
    public IReadOnlyList<string> Sources => _sources;

    /// <summary>Messages that went to the person before the answer.</summary>
    public int Messages { get; private set; }

    /// <summary>Messages that went to others.</summary>
    public int Dispatched { get; private set; }

    /// <summary>People to whom messages went that nobody had to say yes to.</summary>
    public HashSet<string> Unconfirmed { get; } = new(StringComparer.Ordinal);

    /// <summary>Something reaches the person besides words.</summary>
    public bool Shows => Offered || Files > 0 || Asks > 0 || Messages > 0;

    public void Take(ToolResult result)
    {
        Offered |= result.Choices is not null;
        if (result.File is not null) Files++;
        if (result.Ask is not null) Asks++;
        if (result.Sent) Messages++;
        if (result.Dispatched) Dispatched++;
        _sources.AddRange((result.Sources ?? []).Except(_sources, StringComparer.Ordinal).ToList());
    }
}
