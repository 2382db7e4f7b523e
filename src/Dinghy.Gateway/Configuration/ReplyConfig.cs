namespace Dinghy.Gateway.Configuration;

/// <summary>How one robot's answers look.</summary>
internal sealed record ReplyConfig
{
    public ReplyStyle Style { get; init; } = ReplyStyle.Auto;

    /// <summary>The longest part of an answer, in UTF-16 characters; 500 to 20,000.</summary>
    public int PartChars { get; init; } = 4000;

    /// <summary>An answer that takes longer is shown in a card as it grows; zero: every answer.</summary>
    public TimeSpan CardAfter { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>Null: no template, no cards.</summary>
    public CardTemplateConfig? Card { get; init; }

    /// <summary>The line that mainland rules ask for on generated content; on Chinese answers only.</summary>
    public bool AiLabel { get; init; } = true;

    /// <summary>People may say what they think of an answer: thumbs on cards, a thumb as a reply, <c>/good</c> and <c>/bad</c>.</summary>
    public bool Feedback { get; init; } = true;

    /// <summary>Model, seconds and tokens at the foot of a card.</summary>
    public bool StatusLine { get; init; } = true;

    /// <summary>An answer longer than this goes as a file with a summary, in UTF-16 characters; 0: never.</summary>
    public int FileAbove { get; init; } = 20_000;

    public LongAnswerFile FileFormat { get; init; } = LongAnswerFile.Docx;

    /// <summary>In groups the asker is mentioned, so that they are notified.</summary>
    public bool MentionAsker { get; init; }

    public ReasoningDisplay Reasoning { get; init; } = ReasoningDisplay.Hidden;

    /// <summary>A reaction under the question while it is worked on: two metered calls; never beside a card.</summary>
    public bool Reaction { get; init; }
}

/// <summary>Auto: a card once the answer takes long and there is a template, else markdown when the answer has markup, else text. Card: always a card where one is possible. ActionCard: markdown in an action card.</summary>
internal enum ReplyStyle { Auto, Card, Markdown, Text, ActionCard }

internal enum LongAnswerFile { Docx, Zip }

internal enum ReasoningDisplay { Hidden, Card }

/// <summary>A card template and which of its variables holds what; a null variable is one the template does not have.</summary>
internal sealed record CardTemplateConfig
{
    /// <summary><c>….schema</c>.</summary>
    public required string TemplateId { get; init; }

    /// <summary>The markdown that grows.</summary>
    public string Content { get; init; } = "content";

    /// <summary>1 thinking, 2 writing, 3 finished, 5 failed.</summary>
    public string? Status { get; init; } = "flowStatus";

    public string? Title { get; init; }

    /// <summary>The model's thoughts, where the template folds them away.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Tool steps, one a line.</summary>
    public string? Steps { get; init; }

    /// <summary>Model, seconds, tokens and the AI label.</summary>
    public string? StatusLine { get; init; }

    /// <summary>Choices and feedback: JSON list of buttons.</summary>
    public string? Buttons { get; init; }

    /// <summary><c>true</c> while the answer can be stopped: shows the template's own stop button.</summary>
    public string? StopShown { get; init; }

    /// <summary>Action ids by which the template's own buttons call back.</summary>
    public string StopAction { get; init; } = "stop";

    public string UpAction { get; init; } = "up";

    public string DownAction { get; init; } = "down";

    /// <summary>Further variables with fixed values.</summary>
    public IReadOnlyDictionary<string, string> Fixed { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
