using System.Text.Json;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.Messages;

/// <summary>Reads the two events about messages that the robot sent. Never throws.</summary>
public static class SentMessageEventReader
{
    /// <param name="eventType">Header <c>eventType</c> of the frame.</param>
    /// <param name="data">The frame's data: JSON text; the HTTP form with its PascalCase names is read as well.</param>
    /// <returns>Null for any other event, and for one that names no message.</returns>
    public static SentMessageEvent? Read(string eventType, string data)
    {
        SentMessageEventKind? kind = eventType switch
        {
            "robot_msg_read" => SentMessageEventKind.Read,
            "robot_msg_recall" => SentMessageEventKind.Recalled,
            _ => null,
        };
        if (kind is null || !LenientJson.TryParse(data, out var root) || root.ValueKind != JsonValueKind.Object) return null;

        var fields = new Fields(root);
        if (Id(fields, "processQueryKey") is not { } key) return null;
        return new(kind.Value, key, Moment(fields),
            Id(fields, "userId") is { } user ? new StaffId(user) : null, Id(fields, "unionId"),
            Id(fields, "openConversationId") is { } chat ? new ConversationId(chat) : null, Id(fields, "robotCode"));
    }

    // DingTalk's own spelling is operatTime.
    private static DateTimeOffset? Moment(Fields fields) => LenientJson.Moment(fields.Filled("operatTime") ?? fields.Filled("operateTime"));

    private static string? Id(Fields fields, string name) => fields.Filled(name) is { Length: <= RobotMessageReader.MaxIdLength } value ? value : null;
}
