using System.Text.Json;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.Cards;

/// <summary>Reads a press from a frame's <c>data</c> or an HTTP callback's body, in every shape that pages and SDKs show. Never throws.</summary>
public static class CardCallbackReader
{
    /// <summary>Pressed components kept; the rest is dropped.</summary>
    public const int MaxActions = 100;

    /// <summary>Parameters kept; the rest is dropped.</summary>
    public const int MaxParams = 200;

    /// <summary>Longest id taken, in characters.</summary>
    public const int MaxIdLength = 512;

    public static CardCallbackReading Read(string data)
    {
        if (!LenientJson.TryParse(data, out var root)) return CardCallbackReading.Bad("json");
        if (root.ValueKind != JsonValueKind.Object) return CardCallbackReading.Bad("not_object");
        if (root.Filled("type") is { } type && type != "actionCallback") return CardCallbackReading.Bad("bad_type");
        if ((IdFault(root, "outTrackId") ?? IdFault(root, "userId")) is { } fault) return CardCallbackReading.Bad(fault);

        // An HTTP sample calls it value.
        var name = root.Get("content") is not null ? "content" : "value";
        var content = root.Object(name);
        if (content is null && root.Get(name) is not null && root.Text(name) is not "") return CardCallbackReading.Bad("bad_" + name);
        return CardCallbackReading.Of(Callback(root, content ?? default));
    }

    private static CardCallback Callback(JsonElement root, JsonElement content)
    {
        var pressed = content.Object("cardPrivateData") ?? content;
        return new CardCallback
        {
            OutTrackId = root.Filled("outTrackId")!,
            UserId = root.Filled("userId")!,
            IsUnionId = root.Integer("userIdType") == 2,
            CorpId = Id(root, "corpId"),
            SpaceId = Id(root, "spaceId"),
            SpaceType = Id(root, "spaceType"),
            ActionIds = [.. Actions(pressed).Where(id => id.Length is > 0 and <= MaxIdLength).Take(MaxActions)],
            Params = Params(pressed.Object("params") ?? content.Object("params") ?? root.Object("params") ?? default),
        };
    }

    private static IEnumerable<string> Actions(JsonElement pressed)
    {
        var listed = pressed.Items("actionIds").Select(item => item.AsText()).OfType<string>();
        return listed.Any() ? listed : pressed.FirstFilled("actionIds", "actionId") is { } only and not "[]" ? [only] : [];
    }

    private static Dictionary<string, string> Params(JsonElement fields)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (fields.ValueKind != JsonValueKind.Object) return map;
        foreach (var field in fields.EnumerateObject().Take(MaxParams))
            if (field.Name.Length <= MaxIdLength && field.Value.ValueKind != JsonValueKind.Null) map[field.Name] = field.Value.AsText() ?? field.Value.GetRawText();
        return map;
    }

    private static string? Id(JsonElement root, string name) => root.Filled(name) is { Length: <= MaxIdLength } value ? value : null;

    private static string? IdFault(JsonElement root, string name) =>
        Id(root, name) is not null ? null : (root.Get(name) is null || root.Text(name) is "" ? "missing_" : "bad_") + name;
}
