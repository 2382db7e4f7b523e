namespace Dinghy.Gateway.Configuration;

/// <summary>Limits of DingTalk's and of our own.</summary>
internal static class LimitReader
{
    private const long Megabyte = 1024 * 1024;

    public static RateLimitConfig ReadRate(NodeReader rate)
    {
        var defaults = new RateLimitConfig();
        return new()
        {
            MessagesPerMinute = rate.Whole("messages_per_minute") ?? defaults.MessagesPerMinute,
            Scope = rate.Choice("scope") switch { "conversation" => RateScope.Conversation, "robot" => RateScope.Robot, _ => defaults.Scope },
        };
    }

    public static QuotaConfig ReadQuota(NodeReader quota)
    {
        var defaults = new QuotaConfig();
        return new()
        {
            MonthlyCalls = quota.Whole("monthly_calls") ?? defaults.MonthlyCalls,
            MonthlyPushes = quota.Whole("monthly_pushes") ?? defaults.MonthlyPushes,
            ApiPerSecond = quota.Whole("api_per_second") ?? defaults.ApiPerSecond,
            ProcessPerSecond = quota.Whole("process_per_second") ?? defaults.ProcessPerSecond,
        };
    }

    public static AttachmentsConfig ReadAttachments(NodeReader attachments)
    {
        var defaults = new AttachmentsConfig();
        return new()
        {
            MaxBytes = attachments.Whole("max_mb") * Megabyte ?? defaults.MaxBytes,
            Keep = attachments.Duration("keep") ?? defaults.Keep,
            MaxTotalBytes = attachments.Whole("max_total_mb") * Megabyte ?? defaults.MaxTotalBytes,
            TextChars = attachments.Whole("text_chars") ?? defaults.TextChars,
            Timeout = attachments.Duration("timeout") ?? defaults.Timeout,
        };
    }
}
