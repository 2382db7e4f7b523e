using System.Text;
using System.Text.Json;

namespace Dinghy.Emulator;

/// <summary>POST /robot/sendBySession: the answer to one message, without a token, while its session lives.</summary>
internal sealed class SendBySession(DingTalkWorld world)
{
    private const int MaxTextBytes = 20_000;
    private const int MaxMentions = 50;
    private const int BadParameter = 400002;

    public ApiAnswer Send(ApiCall call)
    {
        if (world.Faults.Take(FaultKind.Errcode, ApiNames.Webhook) is { } fault) return ApiAnswer.Legacy(fault.Code ?? -1, fault.Message ?? "系统繁忙");
        var session = world.Sessions.Find(call.Http.Query["session"]);
        if (session is null || world.Faults.Take(FaultKind.ExpireWebhook, ApiNames.Webhook, session.App) is not null) return ApiAnswer.Legacy(300001, "session 不存在");
        if (!call.IsJson) return ApiAnswer.Legacy(43004, "无效的HTTP HEADER Content-Type");
        if (call.Body.IsEmpty) return ApiAnswer.Legacy(40035, "缺少参数 json");
        if (call.Object() is not { } body) return ApiAnswer.Legacy(BadParameter, "参数错误: body is not a JSON object");
        if (body.Text("msgtype") is not { Length: > 0 } type) return ApiAnswer.Legacy(40035, "缺少参数 msgtype");
        return Read(type, body, out var title, out var text) is { } problem ? problem : Deliver(call, session, type, title, text);
    }

    private ApiAnswer Deliver(ApiCall call, WebhookSession session, string type, string? title, string text)
    {
        world.BotSaid(session.App, session.ConversationId, ApiNames.Webhook, type, title, text, call.ArrivedAt, session.MsgId, call.Receipt);
        return ApiAnswer.LegacyOk();
    }

    /// <summary>What a person would read; or what is wrong with the body.</summary>
    private static ApiAnswer? Read(string type, JsonElement body, out string? title, out string text)
    {
        title = null;
        text = "";
        if (type == "empty") return null;
        if (type is not ("text" or "markdown" or "link" or "actionCard" or "feedCard")) return ApiAnswer.Legacy(400105, "不支持的消息类型");
        if (body.Member(type, JsonValueKind.Object) is not { } part) return ApiAnswer.Legacy(40035, "缺少参数 " + type);
        if (body.Member("at", JsonValueKind.Object)?.Member("atUserIds", JsonValueKind.Array) is { } at && at.GetArrayLength() > MaxMentions)
            return Bad("at.atUserIds");
        title = part.Text("title");
        var problem = type switch
        {
            "text" => Require(part, "text", "content"),
            "markdown" => Require(part, "markdown", "title", "text"),
            "link" => Require(part, "link", "title", "text", "messageUrl"),
            "actionCard" => Require(part, "actionCard", "title", "text") ?? Buttons(part),
            _ => Links(part),
        };
        if (problem is not null) return problem;
        text = Shown(type, part);
        return Encoding.UTF8.GetByteCount(text) > MaxTextBytes ? ApiAnswer.Legacy(460101, "message too long, exceed 20000 bytes") : null;
    }

    private static string Shown(string type, JsonElement part)
    {
        var text = new StringBuilder(part.Text(type == "text" ? "content" : "text"));
        Link(text, part, "title", "messageUrl");
        Link(text, part, "singleTitle", "singleURL");
        foreach (var item in Items(part, "btns")) Link(text, item, "title", "actionURL");
        foreach (var item in Items(part, "links")) Link(text, item, "title", "messageURL");
        return text.ToString();
    }

    private static ApiAnswer? Buttons(JsonElement card)
    {
        if (card.Text("singleTitle") is { Length: > 0 } && card.Text("singleURL") is { Length: > 0 }) return null;
        var buttons = Items(card, "btns").ToList();
        return buttons.Count > 0 && buttons.All(b => b.Text("title") is { Length: > 0 } && b.Text("actionURL") is { Length: > 0 }) ? null : Bad("actionCard.btns");
    }

    private static ApiAnswer? Links(JsonElement card)
    {
        var links = Items(card, "links").ToList();
        return links.Count > 0 && links.All(l => l.Text("title") is { Length: > 0 } && l.Text("messageURL") is { Length: > 0 }) ? null : Bad("feedCard.links");
    }

    private static IEnumerable<JsonElement> Items(JsonElement part, string name) => part.Member(name, JsonValueKind.Array)?.EnumerateArray() ?? Enumerable.Empty<JsonElement>();

    private static ApiAnswer? Require(JsonElement part, string type, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (string.IsNullOrEmpty(part.Text(field))) return Bad($"{type}.{field}");
        }

        return null;
    }

    private static ApiAnswer Bad(string what) => ApiAnswer.Legacy(BadParameter, "参数错误: " + what);

    private static void Link(StringBuilder text, JsonElement from, string title, string url)
    {
        if (from.Text(title) is not { } shown || from.Text(url) is not { } target) return;
        if (text.Length > 0) text.Append("\n\n");
        text.Append('[').Append(shown).Append("](").Append(target).Append(')');
    }
}
