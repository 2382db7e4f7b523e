namespace Dinghy.DingTalk.Webhook;

/// <summary>
/// The headers <c>timestamp</c> and <c>sign</c> of a robot message that comes by HTTP. They prove that whoever made them knows the application's secret,
/// within an hour. They do not cover the body: let the call come over TLS, and recognise repeats by <see cref="Messages.RobotMessage.Id"/>.
/// </summary>
public static class RobotSign
{
    /// <summary>The header <c>sign</c> for a timestamp in milliseconds.</summary>
    public static string Sign(string timestamp, string appSecret) => SignedTime.Sign(appSecret, Message(timestamp, appSecret));

    /// <summary>Compares in constant time.</summary>
    /// <param name="timestamp">Header <c>timestamp</c>, as it came.</param>
    /// <param name="sign">Header <c>sign</c>, as it came.</param>
    /// <param name="appSecret">Of the application.</param>
    /// <param name="now">By our clock; an hour's difference is allowed.</param>
    public static WebhookFault Verify(string? timestamp, string? sign, string appSecret, DateTimeOffset now) =>
        SignedTime.Verify(timestamp, sign, appSecret, Message(timestamp, appSecret), now);

    private static string Message(string? timestamp, string appSecret) => $"{timestamp}\n{appSecret}";
}
