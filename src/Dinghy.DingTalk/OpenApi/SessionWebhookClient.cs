using Dinghy.DingTalk.Messages;
using Microsoft.Extensions.Logging;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>Answers by the address that came with a message: private chats and groups alike, no token needed.</summary>
public sealed class SessionWebhookClient(HttpClient http, TimeProvider time, ILogger? logger = null)
{
    /// <summary>Each call's deadline.</summary>
    /// <value>10 s.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Returns only when DingTalk answered <c>errcode</c> 0.</summary>
    /// <exception cref="DingTalkApiException">Everything else, an expired webhook before anything is sent.</exception>
    public Task SendAsync(SessionWebhook webhook, RobotOutMessage message, CancellationToken ct) => throw new NotSupportedException($"{http}{time}{logger}");
}
