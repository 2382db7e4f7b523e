using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Tools;

/// <summary>The model offers answers as buttons.</summary>
/// <param name="words">What a press may say.</param>
internal sealed class OfferChoices(PressWords words) : ITool
{
    private const int MaxQuestion = 300;
    private const int MaxLabel = 40;
    private const int MaxValue = 300;

    public ToolDeclaration Declaration { get; } = new(
        "offer_choices",
        "Shows the person 2 to 10 buttons under your answer. Pressing one sends its value as the person's next message. "
        + "Use it when the next step is a choice between few clear alternatives.",
        """
        {"type":"object","properties":{"question":{"type":"string","description":"What is to be chosen, one short line."},"options":{"type":"array","description":"2 to 10 choices.","items":{"type":"object","properties":{"label":{"type":"string","description":"What the button says, at most 40 characters."},"value":{"type":"string","description":"What a press says in the person's name; the label if left out."}},"required":["label"]}}},"required":["question","options"]}
        """);

    public ToolEffect Effect => ToolEffect.Once;

    public Task<ToolResult> RunAsync(ToolInput input, ToolTurn turn, CancellationToken ct) => Task.FromResult(Offer(input));

    private ToolResult Offer(ToolInput input)
    {
        var question = input.Text("question") ?? "";
        if (question.Length > MaxQuestion) return ToolResult.Error($"Not shown: the question is longer than {MaxQuestion} characters.");
        if (input.List("options") is not { Count: >= 2 and <= 10 } options) return ToolResult.Error("Not shown: options must be a list of 2 to 10.");

        var choices = options.Select(Read).ToList();
        if (choices.Exists(choice => choice is null)) return ToolResult.Error("Not shown: every option needs a label.");
        if (choices.Exists(choice => choice!.Label.Length > MaxLabel || choice.Value.Length > MaxValue))
            return ToolResult.Error($"Not shown: a label has at most {MaxLabel} characters and a value at most {MaxValue}.");
        if (choices.Exists(choice => words.AreCommand(choice!.Label) || words.AreCommand(choice.Value)))
            return ToolResult.Error("Not shown: no word of a label or value may begin with a slash; a press may only say words.");
        if (choices.Select(choice => choice!.Label).Distinct(StringComparer.Ordinal).Count() < choices.Count) return ToolResult.Error("Not shown: two options have the same label.");
        return new ToolResult("The buttons are shown under your answer. Do not list the choices again; one short sentence is enough, then stop and wait for the press.")
        {
            Choices = new ChoiceOffer(question, choices!),
        };
    }

    /// <summary>A bare string is a label too: models leave the object out.</summary>
    private static Choice? Read(object? option)
    {
        var label = Line(ToolInput.TextOf(option) ?? ToolInput.Of(option)?.Text("label"));
        return label is null ? null : new Choice(label, ToolInput.Of(option)?.Text("value") ?? label);
    }

    private static string? Line(string? text) => text?.ReplaceLineEndings(" ");
}
