using System.Net;
using System.Text.Json;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>One HTTP answer, read whole.</summary>
internal readonly record struct RawAnswer(HttpStatusCode Status, byte[] Body, string? RequestId, TimeSpan? RetryAfter)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;
}

/// <summary>Tells DingTalk's successes from its many shapes of error: an answer is a success only if nothing in it says otherwise.</summary>
internal static class AnswerReader
{
    private const int MostWords = 500;

    // DingTalk's own advice after a rate limit.
    private static readonly TimeSpan _throttlePause = TimeSpan.FromSeconds(1);

    /// <exception cref="DingTalkApiException">Everything but a success.</exception>
    public static JsonElement Read(RawAnswer answer)
    {
        if (!LenientJson.TryParse(answer.Body, out var root) || root.ValueKind != JsonValueKind.Object) throw NotJson(answer);
        var fields = new Fields(root);
        if (Code(fields, answer) is not { } code) return root;
        throw Refusal(code, fields, answer);
    }

    public static DingTalkApiException TooLarge(RawAnswer answer) =>
        Bad(answer, "too_large", $"DingTalk's answer (HTTP {(int)answer.Status}) is larger than {ApiCaller.MaxAnswerBytes} bytes");

    private static DingTalkApiException NotJson(RawAnswer answer)
    {
        if (BanPage.Is(answer.Body))
            return new(DingTalkFault.Banned, "banned", $"DingTalk bars this address (HTTP {(int)answer.Status}, a web page)") { Status = answer.Status, RequestId = answer.RequestId, RetryAfter = answer.RetryAfter ?? BanPage.Pause(null) };
        var empty = answer.Body.AsSpan().Trim(" \r\n\t\""u8).IsEmpty;
        var html = !empty && answer.Body.AsSpan().TrimStart(" \r\n\t"u8).StartsWith("<"u8);
        var shape = empty ? "empty" : html ? "html" : "not_json";
        var words = empty ? "empty" : html ? "a web page" : "not JSON";
        return Bad(answer, shape, $"the answer (HTTP {(int)answer.Status}) is {words}");
    }

    // An unreadable success may be a success all the same; 502 and 504 come from a gateway that lost sight of the call.
    private static DingTalkApiException Bad(RawAnswer answer, string code, string message) =>
        new(answer.IsSuccess ? DingTalkFault.BadResponse : StatusFault(answer.Status), code, message)
        {
            Status = answer.Status,
            RequestId = answer.RequestId,
            RetryAfter = answer.RetryAfter,
            Certain = !answer.IsSuccess && !LostSight(answer.Status),
        };

    private static DingTalkFault StatusFault(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests || (int)status >= 500 ? FaultTable.Of(status) : DingTalkFault.BadResponse;

    private static bool LostSight(HttpStatusCode status) => status is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout;

    /// <summary>The code of the error, or null for a success.</summary>
    private static string? Code(Fields fields, RawAnswer answer)
    {
        var errcode = fields.Filled("errcode");
        if (errcode is not (null or "0"))
            return errcode == "88" && (fields.Filled("sub_code") ?? fields.Filled("subCode")) is { } wrapped ? wrapped : errcode;

        var code = fields.Filled("code") ?? fields.Filled("subCode") ?? fields.Filled("sub_code");
        if (!answer.IsSuccess) return code ?? fields.Filled("status") ?? $"http_{(int)answer.Status}";
        if (fields.Filled("success") is "false" or "False") return code ?? "unsuccessful";
        if (fields.Filled("punish") == "deny") return fields.Filled("status") ?? "deny";
        return code is null or "0" or "200" || code.Equals("ok", StringComparison.OrdinalIgnoreCase)
            || code.Equals("success", StringComparison.OrdinalIgnoreCase) ? null : code;
    }

    private static DingTalkApiException Refusal(string code, Fields fields, RawAnswer answer)
    {
        code = Cut(code, 100);
        var words = fields.Filled("sub_msg") ?? fields.Filled("message") ?? fields.Filled("errmsg") ?? fields.Filled("subMsg") ?? "";
        var fault = FaultTable.Of(code, answer.Status);
        var banned = fault == DingTalkFault.Banned || fields.Filled("punish") == "deny";
        return new DingTalkApiException(banned ? DingTalkFault.Banned : fault, code, Cut(words.Length > 0 ? $"{code}: {words}" : code, MostWords))
        {
            Status = answer.Status,
            RequestId = (fields.Filled("requestid") ?? fields.Filled("request_id")) is { } id ? Cut(id, 100) : answer.RequestId,
            RequiredScopes = ScopeReader.Read(fields),
            Certain = !LostSight(answer.Status),
            RetryAfter = answer.RetryAfter ?? (banned ? BanPage.Pause(fields.Filled("wait")) : fault == DingTalkFault.Throttled ? _throttlePause : null),
        };
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most];
}
