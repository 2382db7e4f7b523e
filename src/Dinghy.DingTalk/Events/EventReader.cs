using System.Text.Json;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Stream;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.Events;

/// <summary>The envelope of an event, from both doors. Never throws.</summary>
public static class EventReader
{
    /// <param name="frame">One of type EVENT: the envelope travels in its headers.</param>
    public static DingTalkEvent Read(StreamFrame frame) => new(Id(frame.Headers.GetValueOrDefault("eventId")), Type(frame.Headers.GetValueOrDefault("eventType")), frame.Data)
    {
        BornAt = LenientJson.Moment(frame.Headers.GetValueOrDefault("eventBornTime")),
        CorpId = Filled(frame.Headers.GetValueOrDefault("eventCorpId")),
        AppId = Filled(frame.Headers.GetValueOrDefault("eventUnifiedAppId")) ?? Filled(frame.Headers.GetValueOrDefault("appId")),
    };

    /// <param name="body">Of HTTP mode, decrypted: the envelope stands among the event's own members.</param>
    /// <returns>Null: no JSON object, or it names no event.</returns>
    public static DingTalkEvent? Read(string body)
    {
        if (!LenientJson.TryParse(body, out var root) || root.ValueKind != JsonValueKind.Object) return null;
        var fields = new Fields(root);
        if (Type(fields.Filled("EventType")) is not { Length: > 0 } type) return null;
        return new(Id(fields.Filled("eventId")), type, body)
        {
            BornAt = LenientJson.Moment(fields.Filled("EventTime") ?? fields.Filled("TimeStamp")),
            CorpId = Filled(fields.Filled("CorpId")),
            AppId = Filled(fields.Filled("UnifiedAppId")),
        };
    }

    // One that is too long to be an id is none: cut, two could be taken for one.
    private static string Id(string? text) => Filled(text) ?? "";

    private static string Type(string? text) => Filled(text) ?? "";

    private static string? Filled(string? text) => text is { Length: > 0 and <= DingTalkEvent.MaxIdLength } ? text : null;
}
