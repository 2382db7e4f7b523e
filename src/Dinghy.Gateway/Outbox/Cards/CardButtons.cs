using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox.Cards;

/// <summary>Choices and thumbs as a template's list variable takes them, and back from a press.</summary>
internal static class CardButtons
{
    private const string ChoicePrefix = "choice_";

    /// <summary>The list is a string inside JSON: escaped twice, a Chinese word would grow by six.</summary>
    private static readonly CardButtonJson s_readable = new(new JsonSerializerOptions(CardButtonJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <param name="choices">What the answer offers.</param>
    /// <param name="thumbs">Whose actions the thumbs carry; null: none.</param>
    public static string Json(IReadOnlyList<ReplyButton> choices, CardTemplateConfig? thumbs)
    {
        var buttons = choices.Select((choice, i) => new CardButton(IdOf(i), choice.Title, choice.Url)).ToList();
        if (thumbs is not null) buttons.AddRange([new(thumbs.UpAction, "👍", null), new(thumbs.DownAction, "👎", null)]);
        return JsonSerializer.Serialize(buttons, s_readable.ListCardButton);
    }

    /// <summary>For a template that has no list of buttons.</summary>
    public static string AsLinks(IReadOnlyList<ReplyButton> choices) => choices.Count == 0 ? "" : "\n\n" + string.Join('\n', choices.Select(choice =>
        // Nothing that a model names a button may end the brackets and begin a link of its own.
        $"- [{choice.Title.Replace('[', '(').Replace(']', ')')}]({choice.Url?.Replace("(", "%28", StringComparison.Ordinal).Replace(")", "%29", StringComparison.Ordinal) ?? $"dtmd://dingtalkclient/sendMessage?content={Uri.EscapeDataString(choice.Says ?? choice.Title)}"})"));

    /// <summary>What a press says in the person's name; null: it names no choice of this answer.</summary>
    public static string? Said(IReadOnlyList<ReplyButton> choices, string action) =>
        action.StartsWith(ChoicePrefix, StringComparison.Ordinal)
        && int.TryParse(action.AsSpan(ChoicePrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= 1 && number <= choices.Count && choices[number - 1] is { Url: null } choice
            ? choice.Says ?? choice.Title
            : null;

    private static string IdOf(int index) => string.Create(CultureInfo.InvariantCulture, $"{ChoicePrefix}{index + 1}");
}

internal sealed record CardButton(string Id, string Text, string? Url);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(List<CardButton>))]
internal sealed partial class CardButtonJson : JsonSerializerContext;
