using Dinghy.Gateway.Tools.Approvals;

namespace Dinghy.Gateway.Tools;

/// <summary>What came of a call: words for the model, and what it means for the person.</summary>
/// <param name="Text">In English, for the model; never shown to the person.</param>
internal sealed record ToolResult(string Text)
{
    /// <summary>Nothing was done; the text says why and what would do.</summary>
    public bool Failed { get; init; }

    public ChoiceOffer? Choices { get; init; }

    public FileOffer? File { get; init; }

    /// <summary>Nothing was done yet: a person is to decide.</summary>
    public ApprovalAsk? Ask { get; init; }

    /// <summary>What the person hears besides, whatever the model makes of it.</summary>
    public PersonNote? Note { get; init; }

    /// <summary>What it brought stands in these places, as an answer names them.</summary>
    public IReadOnlyList<string>? Sources { get; init; }

    /// <summary>A message went to the person.</summary>
    public bool Sent { get; init; }

    /// <summary>A message went to others.</summary>
    public bool Dispatched { get; init; }

    public static ToolResult Error(string text) => new(text) { Failed = true };
}

/// <summary>A sentence of ours under an answer.</summary>
internal sealed record PersonNote(string Chinese, string English);
