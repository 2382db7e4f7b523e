using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Tools;

/// <summary>One turn as its tools see it, over all rounds.</summary>
internal sealed class ToolTurn(TurnContext context)
{
    public TurnContext Context => context;

    /// <summary>A tool with effects ran, whether it succeeded or not: this turn can not begin anew.</summary>
    public bool Changed { get; private set; }

    /// <summary>Files that will go to the person.</summary>
    public int Files { get; private set; }

    public bool Offered { get; private set; }

    /// <summary>Calls that wait for a person.</summary>
    public int Asks { get; private set; }

    /// <summary>Messages that went to the person before the answer.</summary>
    public int Messages { get; set; }

    /// <summary>Something reaches the person besides words.</summary>
    public bool Shows => Offered || Files > 0 || Asks > 0 || Messages > 0;

    public void Begin(ITool tool) => Changed |= tool.Effect != ToolEffect.None;

    public void Take(ToolResult result)
    {
        Offered |= result.Choices is not null;
        if (result.File is not null) Files++;
        if (result.Ask is not null) Asks++;
    }
}
