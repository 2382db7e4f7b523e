using Dinghy.DingTalk.Media;

namespace Dinghy.Gateway.Tools;

/// <summary>The model offers answers to press.</summary>
/// <param name="Question">What is asked; may be empty when the answer's text asks it.</param>
/// <param name="Choices">2 to 10.</param>
internal sealed record ChoiceOffer(string Question, IReadOnlyList<Choice> Choices);

/// <param name="Label">What the button says.</param>
/// <param name="Value">What a press says in the person's name.</param>
internal sealed record Choice(string Label, string Value);

/// <summary>A file of the workspace for the person.</summary>
/// <param name="Path">Absolute; checked to lie below the workspace.</param>
/// <param name="Name">As the person sees it, with its ending.</param>
/// <param name="Kind">How DingTalk takes it.</param>
/// <param name="Caption">A line beside it.</param>
/// <param name="Duration">Of sound and film.</param>
internal sealed record FileOffer(string Path, string Name, MediaKind Kind, string? Caption, TimeSpan? Duration)
{
    /// <summary>What stands in it, for a file of the gateway's own, which lies nowhere; null: it is read from where it lies.</summary>
    public string? Text { get; init; }
}
