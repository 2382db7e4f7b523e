using System.Text.Json;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>The robot speaks on its own account: no session webhook needed, scope <c>qyapi_robot_sendmsg</c>.</summary>
public sealed class RobotApi(DingTalkApp app, DingTalkEndpoints endpoints, AccessTokenProvider tokens, HttpClient http, TimeProvider time, ILogger? logger = null)
{
    /// <summary>DingTalk's limit on <c>msgParam</c>, in UTF-8 bytes of the string as sent.</summary>
    public const int MaxMessageParamBytes = 15_000;

    private readonly TokenCaller _caller = new(endpoints, tokens, http, time, logger);
    private readonly ILogger _logger = logger ?? NullLogger.Instance;

    /// <summary>Each call's deadline.</summary>
    /// <value>10 s.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What <paramref name="message"/> costs of <see cref="MaxMessageParamBytes"/>. Mentions, which only webhooks know, are not counted.</summary>
    /// <exception cref="DingTalkApiException">Invalid: an action card with no button, or more than OpenAPI has a template for.</exception>
    public static int MeasureParam(RobotOutMessage message) => MessageParam.Of(message).Bytes;

    /// <exception cref="DingTalkApiException">Not accepted; also when DingTalk does not know the person (NotFound) or holds messages to them back (Throttled).</exception>
    public async Task<RobotReceipt> SendToPersonAsync(StaffId to, RobotOutMessage message, CancellationToken ct)
    {
        var param = Fitting(message);
        var body = JsonSerializer.SerializeToUtf8Bytes(new PersonSend(app.RobotCode, [to.Value], param.Key, param.Json), WireJson.Compact.PersonSend);
        var answer = await _caller.PostAsync("/v1.0/robot/oToMessages/batchSend", body, RequestTimeout, ct);
        if (Lists(answer, "invalidStaffIdList", to))
            throw new DingTalkApiException(DingTalkFault.NotFound, "invalidStaffIdList", "DingTalk knows no such person, or the robot may not reach them");
        if (Lists(answer, "flowControlledStaffIdList", to))
            throw new DingTalkApiException(DingTalkFault.Throttled, "flowControlledStaffIdList", "DingTalk holds back messages to this person") { RetryAfter = TimeSpan.FromSeconds(1) };
        return Receipt(answer, "person");
    }

    /// <exception cref="DingTalkApiException">Not accepted.</exception>
    public async Task<RobotReceipt> SendToGroupAsync(ConversationId to, RobotOutMessage message, CancellationToken ct)
    {
        var param = Fitting(message);
        var body = JsonSerializer.SerializeToUtf8Bytes(new GroupSend(app.RobotCode, to.Value, param.Key, param.Json), WireJson.Compact.GroupSend);
        return Receipt(await _caller.PostAsync("/v1.0/robot/groupMessages/send", body, RequestTimeout, ct), "group");
    }

    // Refused here rather than there: a call costs the organisation's monthly allowance.
    private static MessageParam Fitting(RobotOutMessage message) => MessageParam.Of(message) is { Bytes: <= MaxMessageParamBytes } param
        ? param
        : throw new DingTalkApiException(DingTalkFault.Invalid, "invalidParameter.msgParam.tooLong", $"the message exceeds {MaxMessageParamBytes} bytes; not sent");

    private static bool Lists(JsonElement answer, string list, StaffId person) => answer.Items(list).Any(item => item.AsText() == person.Value);

    private RobotReceipt Receipt(JsonElement answer, string kind)
    {
        if (answer.Filled("processQueryKey") is not { } key)
            throw new DingTalkApiException(DingTalkFault.BadResponse, "no_receipt", "DingTalk answered without a processQueryKey") { Certain = false };
        _logger.Sent(kind, key);
        return new(key);
    }
}
