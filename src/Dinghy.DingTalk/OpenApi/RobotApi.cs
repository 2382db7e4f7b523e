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

    /// <summary>DingTalk's limit on people of one call.</summary>
    public const int MaxPeople = 20;

    private readonly TokenCaller _caller = new(endpoints, tokens, http, time, logger);
    private readonly ILogger _logger = logger ?? NullLogger.Instance;

    /// <summary>Each call's deadline.</summary>
    /// <value>10 s.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What <paramref name="message"/> costs of <see cref="MaxMessageParamBytes"/>. Mentions, which only webhooks know, are not counted.</summary>
    /// <exception cref="DingTalkApiException">Invalid: an action card with no button, or more than OpenAPI has a template for.</exception>
    public static int MeasureParam(RobotOutMessage message) => MessageParam.Of(message).Bytes;

    /// <exception cref="DingTalkApiException">Not accepted; also when DingTalk does not know the person (NotFound) or holds messages to them back (Throttled).</exception>
    public Task<RobotReceipt> SendToPersonAsync(StaffId to, RobotOutMessage message, CancellationToken ct) => SendToPeopleAsync([to], message, ct);

    /// <summary>The same message to each of several people in private, for one call of the month's allowance. Whom it did not reach stands in the receipt.</summary>
    /// <param name="to">One to <see cref="MaxPeople"/>.</param>
    /// <param name="message">For all of them.</param>
    /// <param name="ct">Ends the call.</param>
    /// <exception cref="DingTalkApiException">Not accepted; also when it reached none of them (NotFound, or Throttled where waiting helps).</exception>
    public async Task<RobotReceipt> SendToPeopleAsync(IReadOnlyList<StaffId> to, RobotOutMessage message, CancellationToken ct)
    {
        if (to.Count is 0 or > MaxPeople)
            throw new DingTalkApiException(DingTalkFault.Invalid, "invalidParameter.userIds.overMax", $"a call takes 1 to {MaxPeople} people, not {to.Count}; not sent");
        var param = Fitting(message);
        var body = JsonSerializer.SerializeToUtf8Bytes(new PersonSend(app.RobotCode, [.. to.Select(person => person.Value)], param.Key, param.Json), WireJson.Compact.PersonSend);
        var answer = await _caller.PostAsync("/v1.0/robot/oToMessages/batchSend", body, RequestTimeout, ct);
        var (unknown, held) = (Listed(answer, "invalidStaffIdList", to), Listed(answer, "flowControlledStaffIdList", to));
        var missed = unknown.Union(held).Count() == to.Distinct().Count();
        if (missed && held.Count > 0)
            throw new DingTalkApiException(DingTalkFault.Throttled, "flowControlledStaffIdList", "DingTalk holds back messages to this person") { RetryAfter = TimeSpan.FromSeconds(1) };
        if (missed) throw new DingTalkApiException(DingTalkFault.NotFound, "invalidStaffIdList", "DingTalk knows no such person, or the robot may not reach them");
        return Receipt(answer, to.Count == 1 ? "person" : "people") with { Unknown = unknown, HeldBack = held };
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

    private static List<StaffId> Listed(JsonElement answer, string list, IReadOnlyList<StaffId> people)
    {
        var named = answer.Items(list).Select(item => item.AsText()).ToHashSet(StringComparer.Ordinal);
        return [.. people.Distinct().Where(person => named.Contains(person.Value))];
    }

    private RobotReceipt Receipt(JsonElement answer, string kind)
    {
        if (answer.Filled("processQueryKey") is not { } key)
            throw new DingTalkApiException(DingTalkFault.BadResponse, "no_receipt", "DingTalk answered without a processQueryKey") { Certain = false };
        _logger.Sent(kind, key);
        return new(key);
    }
}
