using Dinghy.DingTalk.Messages;
using Microsoft.Extensions.Logging;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>The robot speaks on its own account: no session webhook needed, scope <c>qyapi_robot_sendmsg</c>.</summary>
public sealed class RobotApi(DingTalkApp app, DingTalkEndpoints endpoints, AccessTokenProvider tokens, HttpClient http, TimeProvider time, ILogger? logger = null)
{
    /// <summary>DingTalk's limit on <c>msgParam</c>, in UTF-8 bytes of the string as sent.</summary>
    public const int MaxMessageParamBytes = 15_000;

    /// <summary>Each call's deadline.</summary>
    /// <value>10 s.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What <paramref name="message"/> costs of <see cref="MaxMessageParamBytes"/>.</summary>
    public static int MeasureParam(RobotOutMessage message) => throw new NotSupportedException();

    /// <exception cref="DingTalkApiException">Not accepted; also when DingTalk does not know the person or holds messages to them back.</exception>
    public Task<RobotReceipt> SendToPersonAsync(StaffId to, RobotOutMessage message, CancellationToken ct) => throw new NotSupportedException($"{app}{endpoints}{tokens is null}{http}{time}{logger}");

    /// <exception cref="DingTalkApiException">Not accepted.</exception>
    public Task<RobotReceipt> SendToGroupAsync(ConversationId to, RobotOutMessage message, CancellationToken ct) => throw new NotSupportedException();
}
