using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>Answers by the address that came with a message: private chats and groups alike, no token needed.</summary>
public sealed class SessionWebhookClient(HttpClient http, TimeProvider time, ILogger? logger = null)
{
    private readonly ApiCaller _caller = new(http, time);
    private readonly ILogger _logger = logger ?? NullLogger.Instance;

    /// <summary>
    /// The longest message a webhook takes, in the bytes of <see cref="RobotApi.MeasureParam"/>. DingTalk prints no figure; custom robots,
    /// which share the path, answer "message too long, exceed 20000 bytes" in public reports.
    /// </summary>
    public const int MaxMessageBytes = 20_000;

    /// <summary>Each call's deadline.</summary>
    /// <value>10 s.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Returns only when DingTalk answered <c>errcode</c> 0.</summary>
    /// <exception cref="DingTalkApiException">Everything else; an expired webhook and a message without webhook form before anything is sent.</exception>
    public async Task SendAsync(SessionWebhook webhook, RobotOutMessage message, CancellationToken ct)
    {
        var body = WebhookForm.Of(message);
        if (time.GetUtcNow() >= webhook.ExpiresAt)
            throw new DingTalkApiException(DingTalkFault.WebhookExpired, "expired", $"the session webhook expired at {webhook.ExpiresAt:O}; nothing was sent");
        var answer = await _caller.PostAsync(webhook.Url, body, token: null, RequestTimeout, ct);

        // Anything short of DingTalk's own "0" could be a stranger's friendly page.
        if (answer.Text("errcode") != "0")
            throw new DingTalkApiException(DingTalkFault.BadResponse, "no_errcode", "the webhook answered without an errcode") { Certain = false };
        _logger.SentByWebhook();
    }
}
