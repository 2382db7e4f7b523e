using System.Text.Json;

namespace Dinghy.Emulator;

/// <summary>A button of a template.</summary>
/// <param name="ActionId">What a press names.</param>
/// <param name="Title">What it says.</param>
/// <param name="ShownWhen">The variable that must be <c>true</c>; <c>null</c>: it is always there.</param>
public sealed record CardButton(string ActionId, string Title, string? ShownWhen = null);

/// <summary>A button as a person sees it: it calls back, or with <paramref name="Url"/> opens that.</summary>
internal sealed record ShownButton(string ActionId, string Title, string? Url = null);

/// <summary>The buttons a card shows: the template's own, and those that come in variables as a list of objects.</summary>
internal static class CardButtons
{
    private const int Limit = 50;

    public static IReadOnlyList<ShownButton> Of(CardTemplate? template, IReadOnlyDictionary<string, string> seen)
    {
        var own = (template?.Buttons ?? []).Where(b => b.ShownWhen is null || seen.GetValueOrDefault(b.ShownWhen) == "true").Select(b => new ShownButton(b.ActionId, b.Title));
        return [.. own.Concat(seen.SelectMany(v => InVariable(v.Value))).Take(Limit)];
    }

    /// <summary>The list itself, or <c>msgButtons</c> of an object.</summary>
    private static List<ShownButton> InVariable(string value)
    {
        if (value.Length == 0 || value[0] is not ('[' or '{')) return [];
        try
        {
            using var document = JsonDocument.Parse(value);
            var list = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement : document.RootElement.Member("msgButtons", JsonValueKind.Array);
            return list is { } items ? [.. items.EnumerateArray().Select(Read).OfType<ShownButton>()] : [];
        }
        catch (JsonException)
        {
            // Text that only looks like JSON.
            return [];
        }
    }

    private static ShownButton? Read(JsonElement item)
    {
        var (id, title, url) = (item.Text("id") ?? item.Text("actionId"), item.Text("text") ?? item.Text("title"), item.Text("url"));
        return title is null || (id is null && url is null) ? null : new ShownButton(id ?? "", title, url);
    }
}
