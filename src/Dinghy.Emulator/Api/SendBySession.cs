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
        if (Read(type, body, out var part) is { } problem) return problem;
        if (world.Addresses.Group(session.ConversationId) is not null && !world.GroupPace.TryTake(session.App, session.ConversationId))
            return ApiAnswer.Legacy(410100, $"send too fast, exceed {world.Options.RobotMessagesPerMinute} times per minute");
        world.BotSaid(new BotWords(session.App, session.ConversationId, ApiNames.Webhook, part, call, session.MsgId));
        return ApiAnswer.LegacyOk();
    }

    /// <summary>What a person would read; or what is wrong with the body.</summary>
    internal static ApiAnswer? Read(string type, JsonElement body, out MessagePart message)
    {
        message = new MessagePart(type, null, "");
        if (type == "empty") return null;
        if (type is not ("text" or "markdown" or "link" or "actionCard" or "feedCard")) return ApiAnswer.Legacy(400105, "不支持的消息类型");
        if (body.Member(type, JsonValueKind.Object) is not { } part) return ApiAnswer.Legacy(40035, "缺少参数 " + type);
        if (body.Member("at", JsonValueKind.Object)?.Member("atUserIds", JsonValueKind.Array) is { } at && at.GetArrayLength() > MaxMentions)
            return Bad("at.atUserIds");
        var problem = type switch
        {
            "text" => Require(part, "text", "content"),
            "markdown" => Require(part, "markdown", "title", "text"),
            "link" => Require(part, "link", "title", "text", "messageUrl"),
            "actionCard" => Require(part, "actionCard", "title", "text") ?? CheckButtons(part),
            _ => CheckLinks(part),
        };
        if (problem is not null) return problem;
        message = MessagePart.Of(type, part.Text("title"), part.Text(type == "text" ? "content" : "text") ?? "", [.. Buttons(part)], Extras(body, part));
        return Encoding.UTF8.GetByteCount(message.Text) > MaxTextBytes ? ApiAnswer.Legacy(460101, "message too long, exceed 20000 bytes") : null;
    }

    private static BotMessageExtras? Extras(JsonElement body, JsonElement part)
    {
        var at = body.Member("at", JsonValueKind.Object)?.Member("atUserIds", JsonValueKind.Array)?.EnumerateArray().Select(u => u.Text()).OfType<string>().ToList();
        var horizontal = part.Text("btnOrientation") == "1";
        return at is null && !horizontal ? null : new BotMessageExtras(part.Text("content") ?? part.Text("text") ?? "", [], horizontal, AtUserIds: at);
    }

    private static IEnumerable<BotButton> Buttons(JsonElement part)
    {
        if (Button(part, "title", "messageUrl") is { } link) yield return link;
        if (Button(part, "singleTitle", "singleURL") is { } single) yield return single;
        foreach (var item in Items(part, "btns").Select(i => Button(i, "title", "actionURL")).OfType<BotButton>()) yield return item;
        foreach (var item in Items(part, "links").Select(i => Button(i, "title", "messageURL")).OfType<BotButton>()) yield return item;
    }

    private static BotButton? Button(JsonElement from, string title, string url) =>
        from.Text(title) is { } label && from.Text(url) is { } target ? new BotButton(label, target) : null;

    private static ApiAnswer? CheckButtons(JsonElement card)
    {
        if (card.Text("singleTitle") is { Length: > 0 } && card.Text("singleURL") is { Length: > 0 }) return null;
        var buttons = Items(card, "btns").ToList();
        return buttons.Count > 0 && buttons.All(b => b.Text("title") is { Length: > 0 } && b.Text("actionURL") is { Length: > 0 }) ? null : Bad("actionCard.btns");
    }

    private static ApiAnswer? CheckLinks(JsonElement card)
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
}
