using System.Globalization;
using Dinghy.Gateway.Models.Wire;

namespace Dinghy.Gateway.Models;

/// <summary>
/// Tells faults apart by the provider's code first, then by the words of its message, then by the HTTP status:
/// hosts answer 400, 403, 429 and 503 for very different things.
/// </summary>
internal static class FaultTable
{
    /// <summary>
    /// Codes and types as OpenAI, Anthropic, DashScope, Zhipu (numbers of four digits), Moonshot, Ark, MiniMax (base_resp), SiliconFlow
    /// (five digits), Gemini and the one-api family publish them.
    /// </summary>
    private static readonly Dictionary<string, ModelFault> s_codes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["invalid_api_key"] = ModelFault.Credentials,
        ["InvalidApiKey"] = ModelFault.Credentials,
        ["incorrect_api_key_error"] = ModelFault.Credentials,
        ["invalid_authentication_error"] = ModelFault.Credentials,
        ["authentication_error"] = ModelFault.Credentials,
        ["permission_denied_error"] = ModelFault.Credentials,
        ["permission_error"] = ModelFault.Credentials,
        ["AuthenticationError"] = ModelFault.Credentials,
        ["AccessDenied"] = ModelFault.Credentials,
        ["UNAUTHENTICATED"] = ModelFault.Credentials,
        ["PERMISSION_DENIED"] = ModelFault.Credentials,
        ["base_resp.1004"] = ModelFault.Credentials,
        ["base_resp.2049"] = ModelFault.Credentials,
        ["1000"] = ModelFault.Credentials,
        ["1001"] = ModelFault.Credentials,
        ["1002"] = ModelFault.Credentials,
        ["1003"] = ModelFault.Credentials,
        ["1004"] = ModelFault.Credentials,
        ["insufficient_quota"] = ModelFault.Quota,
        ["exceeded_current_quota_error"] = ModelFault.Quota,
        ["billing_hard_limit_reached"] = ModelFault.Quota,
        ["insufficient_user_quota"] = ModelFault.Quota,
        ["Arrearage"] = ModelFault.Quota,
        ["AllocationQuota.FreeTierOnly"] = ModelFault.Quota,
        ["QuotaExceeded"] = ModelFault.Quota,
        ["SetLimitExceeded"] = ModelFault.Quota,
        ["billing_error"] = ModelFault.Quota,
        ["base_resp.1008"] = ModelFault.Quota,
        ["1113"] = ModelFault.Quota,
        ["1308"] = ModelFault.Quota,
        ["1309"] = ModelFault.Quota,
        ["1310"] = ModelFault.Quota,
        ["30001"] = ModelFault.Quota,
        ["rate_limit_exceeded"] = ModelFault.RateLimited,
        ["rate_limit_reached_error"] = ModelFault.RateLimited,
        ["rate_limit_error"] = ModelFault.RateLimited,
        ["engine_overloaded_error"] = ModelFault.RateLimited,
        ["overloaded_error"] = ModelFault.RateLimited,
        ["ServerOverloaded"] = ModelFault.RateLimited,
        ["RESOURCE_EXHAUSTED"] = ModelFault.RateLimited,
        ["base_resp.1002"] = ModelFault.RateLimited,
        ["base_resp.1039"] = ModelFault.RateLimited,
        ["limit_requests"] = ModelFault.RateLimited,
        ["limit_burst_rate"] = ModelFault.RateLimited,
        ["1302"] = ModelFault.RateLimited,
        ["1303"] = ModelFault.RateLimited,
        ["1305"] = ModelFault.RateLimited,
        ["content_filter"] = ModelFault.Filtered,
        ["content_policy_violation"] = ModelFault.Filtered,
        ["DataInspectionFailed"] = ModelFault.Filtered,
        ["data_inspection_failed"] = ModelFault.Filtered,
        ["base_resp.1026"] = ModelFault.Filtered,
        ["base_resp.1027"] = ModelFault.Filtered,
        ["1301"] = ModelFault.Filtered,
        ["context_length_exceeded"] = ModelFault.ContextTooLong,
        ["string_above_max_length"] = ModelFault.ContextTooLong,
        ["request_too_large"] = ModelFault.ContextTooLong,
        ["1261"] = ModelFault.ContextTooLong,
        ["model_not_found"] = ModelFault.UnknownModel,
        ["model_not_supported"] = ModelFault.UnknownModel,
        ["not_found_error"] = ModelFault.UnknownModel,
        ["ModelNotOpen"] = ModelFault.UnknownModel,
        ["NOT_FOUND"] = ModelFault.UnknownModel,
        ["ModelNotFound"] = ModelFault.UnknownModel,
        ["resource_not_found_error"] = ModelFault.UnknownModel,
        ["InvalidEndpointOrModel.NotFound"] = ModelFault.UnknownModel,
        ["1211"] = ModelFault.UnknownModel,
        ["20012"] = ModelFault.UnknownModel,
        ["1210"] = ModelFault.BadRequest,
        ["1214"] = ModelFault.BadRequest,
        ["base_resp.2013"] = ModelFault.BadRequest,
        ["1234"] = ModelFault.ServerError,
        ["InternalServiceError"] = ModelFault.ServerError,
        ["timeout_error"] = ModelFault.ServerError,
        ["server_error"] = ModelFault.ServerError,
        ["internal_error"] = ModelFault.ServerError,
        ["api_error"] = ModelFault.ServerError,
    };

    /// <summary>Families of codes: how they begin.</summary>
    private static readonly (string Start, ModelFault Fault)[] s_families =
    [
        ("Throttling", ModelFault.RateLimited),
        ("RateLimitExceeded", ModelFault.RateLimited),
        ("AccountOverdue", ModelFault.Quota),
        ("InvalidEndpointOrModel", ModelFault.UnknownModel),
        ("SensitiveContentDetected", ModelFault.Filtered),
        ("InputTextSensitiveContentDetected", ModelFault.Filtered),
        ("InputImageSensitiveContentDetected", ModelFault.Filtered),
        ("OutputTextSensitiveContentDetected", ModelFault.Filtered),
        ("base_resp.", ModelFault.ServerError),
    ];

    /// <summary>Relays answer 503 for a model that none of their upstreams has.</summary>
    private static readonly string[] s_unknownModel = ["no available channel", "无可用渠道", "unknown model", "model not found", "no such model", "model does not exist", "模型不存在"];

    /// <summary>Only for refusals of the request (4xx) or errors without a status; a 5xx may quote anything.</summary>
    private static readonly (string Words, ModelFault Fault)[] s_words =
    [
        ("maximum context length", ModelFault.ContextTooLong),
        ("context length", ModelFault.ContextTooLong),
        ("context window", ModelFault.ContextTooLong),
        ("range of input length", ModelFault.ContextTooLong),
        ("exceeded model token limit", ModelFault.ContextTooLong),
        ("prompt is too long", ModelFault.ContextTooLong),
        ("insufficient balance", ModelFault.Quota),
        ("insufficient quota", ModelFault.Quota),
        ("余额不足", ModelFault.Quota),
        ("欠费", ModelFault.Quota),
        ("credit balance is too low", ModelFault.Quota),
        ("api key not valid", ModelFault.Credentials),
        ("model does not exist", ModelFault.UnknownModel),
        ("model not exist", ModelFault.UnknownModel),
        ("模型不存在", ModelFault.UnknownModel),
        ("inappropriate content", ModelFault.Filtered),
        ("content management policy", ModelFault.Filtered),
        ("tool use", ModelFault.NoTools),
        ("tool call", ModelFault.NoTools),
        ("tool choice", ModelFault.NoTools),
        ("tool_choice", ModelFault.NoTools),
        ("function call", ModelFault.NoTools),
        ("support tool", ModelFault.NoTools),
        ("tools", ModelFault.NoTools),
        ("工具", ModelFault.NoTools),
    ];

    /// <summary>The fault of an error answer, or of an error event inside a stream (<paramref name="status"/> null or 200).</summary>
    public static ModelFault Of(int? status, OpenAiError? error)
    {
        var refused = HttpStatus(status, error);
        return OfCode(error?.Code) ?? OfCode(error?.Type) ?? OfWords(refused, error?.Message) ?? OfStatus(refused);
    }

    /// <summary>
    /// The fault hidden in a finish reason; null where it is an ordinary end.
    /// <c>sensitive</c>, <c>network_error</c> and <c>model_context_window_exceeded</c> are Zhipu's, <c>error</c> OpenRouter's,
    /// <c>insufficient_system_resource</c> DeepSeek's, <c>refusal</c> Anthropic's.
    /// </summary>
    public static ModelFault? OfFinish(string reason) => reason switch
    {
        "content_filter" or "sensitive" or "refusal" => ModelFault.Filtered,
        "network_error" or "error" or "insufficient_system_resource" => ModelFault.ServerError,
        "model_context_window_exceeded" => ModelFault.ContextTooLong,
        _ => null,
    };

    /// <summary>An error event inside a 200 stream often carries the status it would have had as its code.</summary>
    private static int? HttpStatus(int? status, OpenAiError? error) =>
        status is null or < 300
            && int.TryParse(error?.Code, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 400 and <= 599
            ? code : status;

    private static ModelFault? OfCode(string? code)
    {
        if (string.IsNullOrEmpty(code)) return null;
        if (s_codes.TryGetValue(code, out var fault)) return fault;
        foreach (var (start, family) in s_families)
            if (code.StartsWith(start, StringComparison.OrdinalIgnoreCase)) return family;
        return null;
    }

    private static ModelFault? OfWords(int? status, string? message)
    {
        if (string.IsNullOrEmpty(message)) return null;

        if (status is 503 && s_unknownModel.Any(words => message.Contains(words, StringComparison.OrdinalIgnoreCase))) return ModelFault.UnknownModel;
        if (status is >= 500) return null;
        foreach (var (words, fault) in s_words)
            if ((fault != ModelFault.NoTools || status is null or 200 or 400 or 404 or 422) && message.Contains(words, StringComparison.OrdinalIgnoreCase)) return fault;
        return null;
    }

    private static ModelFault OfStatus(int? status) => status switch
    {
        401 or 403 => ModelFault.Credentials,
        402 => ModelFault.Quota,
        404 => ModelFault.UnknownModel,
        408 => ModelFault.ServerError,
        413 => ModelFault.ContextTooLong,
        429 => ModelFault.RateLimited,
        451 => ModelFault.Filtered,
        >= 300 and < 500 => ModelFault.BadRequest,
        _ => ModelFault.ServerError,
    };
}
