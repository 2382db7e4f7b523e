namespace Dinghy.Gateway.Configuration;

/// <summary>How long what is stored stays, by kind. Null: for good.</summary>
internal sealed record RetentionConfig
{
    /// <summary>Whoever looks into a decision looks back half a year at least.</summary>
    public static readonly TimeSpan LeastAudit = TimeSpan.FromDays(180);

    /// <summary>So long a message is recognised when it comes again, whatever else is kept of it.</summary>
    public static readonly TimeSpan Recognised = TimeSpan.FromDays(30);

    /// <summary>What people wrote and what was answered: messages, answers, the memory of talks and its summaries.</summary>
    public TimeSpan? Texts { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Files that people sent; null: as <c>attachments.keep</c> says.</summary>
    public TimeSpan? Media { get; init; }

    /// <summary>How a message went: its parts, receipts, cards, calls that needed a yes, events.</summary>
    public TimeSpan? Traces { get; init; } = TimeSpan.FromDays(30);

    /// <summary>What agents were asked to remember, and the files of a talk.</summary>
    public TimeSpan? Memory { get; init; }

    /// <summary>Who wrote and where, with their settings, since they were seen last.</summary>
    public TimeSpan? People { get; init; } = TimeSpan.FromDays(400);

    /// <summary>Who decided which approval of DingTalk's, and what models cost.</summary>
    public TimeSpan? Decisions { get; init; } = TimeSpan.FromDays(400);

    /// <summary>The texts of the audit; what proves that it is whole stays for good.</summary>
    public TimeSpan? Audit { get; init; }

    /// <summary>Of the day, by the clock of <c>schedules.time_zone</c>.</summary>
    public int Hour { get; init; } = 3;

    public static RetentionConfig Read(NodeReader retention, ConfigReport report)
    {
        var defaults = new RetentionConfig();
        var audit = Lasting("audit", defaults.Audit);
        if (audit < LeastAudit) report.Fault(retention.PathOf("audit"), "less than 180 days", "180d or longer, or 0 for good");
        return new()
        {
            Texts = Lasting("texts", defaults.Texts),
            Media = Lasting("media", defaults.Media),
            Traces = Lasting("traces", defaults.Traces),
            Memory = Lasting("memory", defaults.Memory),
            People = Lasting("people", defaults.People),
            Decisions = Lasting("decisions", defaults.Decisions),
            Audit = audit,
            Hour = retention.Whole("hour") ?? defaults.Hour,
        };

        TimeSpan? Lasting(string key, TimeSpan? usual)
        {
            if (retention.Duration(key) is not { } value) return usual;
            if (value == TimeSpan.Zero) return null;
            if (value < TimeSpan.FromDays(1)) report.Fault(retention.PathOf(key), "less than a day", "1d or longer, or 0 for good");
            return value;
        }
    }

    /// <summary>Files stay as long as both keys let them, and never longer than it is known whose they are.</summary>
    public AttachmentsConfig Limit(AttachmentsConfig attachments)
    {
        TimeSpan[] all = [attachments.Keep, Media ?? TimeSpan.MaxValue, Traces is { } traces && traces > Recognised ? traces : Traces is null ? TimeSpan.MaxValue : Recognised];
        return attachments with { Keep = all.Min() };
    }
}
