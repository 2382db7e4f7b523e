using Dinghy.DingTalk.Webhook;

namespace Dinghy.DingTalk.Tests.Webhook;

public sealed class SignTests
{
    private const string Secret = "emulator-app-secret-0001";
    private const string Timestamp = "1760000000000";
    private const string Good = "oXoui+5uCRwbT7Fup02FeJapQy1MkizasdPpFxiGYKk=";
    private static readonly DateTimeOffset s_signed = DateTimeOffset.FromUnixTimeMilliseconds(1760000000000);

    [Theory]
    [InlineData("1577262236757", "this is a secret", "DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA=")]
    [InlineData(Timestamp, Secret, Good)]
    public void A_robot_message_is_signed_as_DingTalk_signs_it(string timestamp, string secret, string sign)
    {
        RobotSign.Sign(timestamp, secret).ShouldBe(sign);
        RobotSign.Verify(timestamp, sign, secret, DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(timestamp))).ShouldBe(WebhookFault.None);
    }

    [Fact]
    public void A_press_is_signed_as_DingTalk_signs_it()
    {
        const string Sign = "vXW5uWdstgo2dgSm9wXr7XHAaZ/mRPVxucX2rlGfQmU=";
        CardSign.Sign(Timestamp, "card-api-secret-0001").ShouldBe(Sign);
        CardSign.Verify(Timestamp, Sign, "card-api-secret-0001", s_signed).ShouldBe(WebhookFault.None);
        CardSign.Verify(Timestamp, Sign, "card-api-secret-0002", s_signed).ShouldBe(WebhookFault.BadSignature);
        CardSign.Verify(Timestamp, null, "card-api-secret-0001", s_signed).ShouldBe(WebhookFault.Missing);
    }

    [Theory]
    [InlineData(-3600_000, WebhookFault.None)]
    [InlineData(3600_000, WebhookFault.None)]
    [InlineData(-3600_001, WebhookFault.Stale)]
    [InlineData(3600_001, WebhookFault.Stale)]
    public void An_hour_either_way_is_allowed(long milliseconds, WebhookFault fault) =>
        RobotSign.Verify(Timestamp, Good, Secret, s_signed.AddMilliseconds(milliseconds)).ShouldBe(fault);

    [Theory]
    [InlineData(null, Good, WebhookFault.Missing)]
    [InlineData("", Good, WebhookFault.Missing)]
    [InlineData(Timestamp, null, WebhookFault.Missing)]
    [InlineData(Timestamp, "", WebhookFault.Missing)]
    [InlineData("17600000000x0", Good, WebhookFault.BadTimestamp)]
    [InlineData("-1760000000000", Good, WebhookFault.BadTimestamp)]
    [InlineData("1760000000000.0", Good, WebhookFault.BadTimestamp)]
    [InlineData("99999999999999999999999999", Good, WebhookFault.BadTimestamp)]
    [InlineData("9223372036854775807", Good, WebhookFault.BadSignature)]
    [InlineData(Timestamp, "oXoui+5uCRwbT7Fup02FeJapQy1MkizasdPpFxiGYKg=", WebhookFault.BadSignature)]
    [InlineData(Timestamp, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", WebhookFault.BadSignature)]
    [InlineData(Timestamp, "oXoui+5uCRwbT7Fup02FeJapQy1MkizasdPpFxiGYA==", WebhookFault.BadSignature)]
    [InlineData(Timestamp, "no base64 at all", WebhookFault.BadSignature)]
    [InlineData("1760000000001", Good, WebhookFault.BadSignature)]
    public void What_is_not_whole_or_not_ours_is_refused(string? timestamp, string? sign, WebhookFault fault) =>
        RobotSign.Verify(timestamp, sign, Secret, s_signed).ShouldBe(fault);

    [Fact]
    public void A_signature_is_no_good_for_another_time_or_secret() =>
        RobotSign.Verify("1760000000500", RobotSign.Sign(Timestamp, Secret), Secret, s_signed).ShouldBe(WebhookFault.BadSignature);
}
