using System.Text.Json;

namespace Dinghy.Emulator;

/// <summary>The <c>msg</c> of a work notice: one kind, and all that it needs.</summary>
internal static class NoticeText
{
    private const int MaxBytes = 2048;
    private const int MaxButtonTitle = 20;
    private const int MaxButtonUrl = 700;

    /// <param name="message">The call's <c>msg</c>.</param>
    /// <param name="kind">Its <c>msgtype</c>.</param>
    /// <param name="text">What people read.</param>
    /// <param name="wrong">What is missing or too long.</param>
    public static bool TryRead(JsonElement message, out string kind, out string text, out string wrong)
    {
        (kind, text, wrong) = (message.Text("msgtype") ?? "", "", "msg.msgtype");
        if (System.Text.Encoding.UTF8.GetByteCount(message.GetRawText()) > MaxBytes)
        {
            wrong = "msg is longer than 2048 bytes";
            return false;
        }

        if (message.Member(kind, JsonValueKind.Object) is not { } body) return false;
        string[] needed = kind switch
        {
            "text" => ["content"],
            "markdown" => ["title", "text"],
            "link" => ["title", "text", "messageUrl", "picUrl"],
            "image" or "file" => ["media_id"],
            "action_card" when body.TryGetProperty("btn_json_list", out _) => ["title", "markdown", "btn_orientation"],
            "action_card" => ["title", "markdown", "single_title", "single_url"],
            _ => [],
        };
        if (needed.Length == 0) return false;
        foreach (var name in needed)
        {
            wrong = $"msg.{kind}.{name}";
            if (string.IsNullOrEmpty(body.Text(name))) return false;
        }

        wrong = "msg.action_card.btn_json_list";
        if (body.TryGetProperty("btn_json_list", out var buttons) && !AreButtons(buttons)) return false;
        text = body.Text("content") ?? body.Text("text") ?? body.Text("markdown") ?? body.Text("media_id") ?? "";
        return true;
    }

    private static bool AreButtons(JsonElement buttons) => buttons.ValueKind == JsonValueKind.Array && buttons.GetArrayLength() > 0
        && buttons.EnumerateArray().All(button => button.Text("title") is { Length: >= 1 and <= MaxButtonTitle } && button.Text("action_url") is { Length: >= 1 and <= MaxButtonUrl });
}
