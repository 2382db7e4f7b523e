using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Admin.OpenAi;

/// <summary>What went wrong, in OpenAI's shape.</summary>
/// <param name="Status">HTTP.</param>
/// <param name="Type">OpenAI's kind.</param>
/// <param name="Code">OpenAI's code.</param>
/// <param name="Message">A sentence, without anything internal.</param>
internal sealed record DoorFault(int Status, string Type, string? Code, string Message)
{
    public static DoorFault Bad(string message, string? code = null) => new(StatusCodes.Status400BadRequest, "invalid_request_error", code, message);

    public static DoorFault NoToken { get; } = new(StatusCodes.Status401Unauthorized, "invalid_request_error", "invalid_api_key", "A token of this gateway is needed: Authorization: Bearer …");

    public static DoorFault Starting { get; } = new(StatusCodes.Status503ServiceUnavailable, "server_error", "starting", "The gateway is starting.");

    public static DoorFault Busy { get; } = new(StatusCodes.Status429TooManyRequests, "rate_limit_error", "rate_limit_exceeded", "Too many requests at once. Try again in a moment.");

    public static DoorFault TooLarge { get; } = new(StatusCodes.Status413PayloadTooLarge, "invalid_request_error", "request_too_large", "The request is too large.");

    public static DoorFault NoModel(string? model) => string.IsNullOrEmpty(model) ? Bad("model: say which agent, as dinghy/<id>. GET /v1/models lists them.") : new(StatusCodes.Status404NotFound, "invalid_request_error", "model_not_found", $"There is no agent '{model}'. GET /v1/models lists them.");

    /// <summary>Of an answer that never came.</summary>
    /// <param name="reason">A code of <see cref="Reasons"/>.</param>
    public static DoorFault Of(string reason)
    {
        var (status, type, code) = reason switch
        {
            Reasons.BudgetDay or Reasons.BudgetMonth => (StatusCodes.Status429TooManyRequests, "insufficient_quota", "insufficient_quota"),
            Reasons.ModelQuota => (StatusCodes.Status429TooManyRequests, "rate_limit_error", "rate_limit_exceeded"),
            Reasons.ModelFiltered => (StatusCodes.Status400BadRequest, "invalid_request_error", "content_filter"),
            Reasons.ContextTooLong => (StatusCodes.Status400BadRequest, "invalid_request_error", "context_length_exceeded"),
            Reasons.NoModel => (StatusCodes.Status503ServiceUnavailable, "server_error", reason),
            _ => (StatusCodes.Status502BadGateway, "server_error", reason),
        };
        return new(status, type, code, Sentences.For(reason, Language.English));
    }

    public OpenAiError ToError() => new(new OpenAiErrorBody(Message, Type, null, Code));
}
