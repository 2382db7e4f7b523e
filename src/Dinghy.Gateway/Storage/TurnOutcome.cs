namespace Dinghy.Gateway.Storage;

/// <summary>How a turn ended; logs, metrics, console and tests all read this one value.</summary>
/// <param name="Kind">Answered, ignored, failed or cancelled.</param>
/// <param name="Reason">A code of <see cref="Reasons"/>; empty for a plain answer.</param>
internal readonly record struct TurnOutcome(OutcomeKind Kind, string Reason)
{
    public static TurnOutcome Answered { get; } = new(OutcomeKind.Answered, "");

    public static TurnOutcome Ignored(string reason) => new(OutcomeKind.Ignored, reason);

    public static TurnOutcome Failed(string reason) => new(OutcomeKind.Failed, reason);

    public static TurnOutcome Cancelled(string reason) => new(OutcomeKind.Cancelled, reason);

    /// <summary>As the log, <c>dinghy status</c> and docs/operations.md spell it: <c>answered</c>, <c>failed:busy</c>.</summary>
    public override string ToString() => Reason.Length == 0 ? Kind.ToWire() : $"{Kind.ToWire()}:{Reason}";
}

internal enum OutcomeKind { Answered, Ignored, Failed, Cancelled }

internal static class OutcomeKinds
{
    public static string ToWire(this OutcomeKind kind) => kind switch
    {
        OutcomeKind.Answered => "answered",
        OutcomeKind.Ignored => "ignored",
        OutcomeKind.Failed => "failed",
        _ => "cancelled",
    };

    public static OutcomeKind Parse(string wire) => wire switch
    {
        "answered" => OutcomeKind.Answered,
        "ignored" => OutcomeKind.Ignored,
        "failed" => OutcomeKind.Failed,
        _ => OutcomeKind.Cancelled,
    };
}

/// <summary>The reason codes of outcomes. Stable: operators search for them, docs/operations.md explains them.</summary>
internal static class Reasons
{
    // Ignored: policy or the message itself.
    public const string Malformed = "malformed";
    public const string OwnEcho = "own_echo";
    public const string External = "external";
    public const string NoStaffId = "no_staff_id";
    public const string NotAllowed = "not_allowed";
    public const string DirectDisabled = "dm_disabled";
    public const string GroupDisabled = "group_disabled";
    public const string NotMentioned = "not_mentioned";
    public const string NoPrefix = "no_prefix";
    public const string ForeignWebhook = "foreign_webhook";
    public const string EmptyText = "empty_text";
    public const string OverQuota = "quota";
    public const string OtherRobot = "other_robot";
    public const string NotPaired = "not_paired";

    /// <summary>Ignored: a person answers in the robot's place there; the words are remembered.</summary>
    public const string HumanTakeover = "human_takeover";

    // Ignored, and the person was told why, once an hour at most.
    public const string TooFast = "too_fast";
    public const string DailyLimit = "daily_limit";

    /// <summary>Answered, but some part's receipt never came, twice: it may be missing or doubled.</summary>
    public const string InDoubt = "in_doubt";

    /// <summary>Cancelled: somebody who may stopped the answer; what was said until then counts.</summary>
    public const string Stopped = "stopped";

    /// <summary>Cancelled: everything of its person was erased while it was being answered.</summary>
    public const string Erased = "erased";

    /// <summary>Cancelled: it was open when the backup was made that this home is of.</summary>
    public const string Restored = "restored";

    /// <summary>Cancelled: the same person asked something else, which is answered in its place (queue mode interrupt).</summary>
    public const string Superseded = "superseded";

    /// <summary>Answered, together with another message of the same person, in one answer.</summary>
    public const string Joined = "joined";

    // Ignored: what was due, and why nothing was asked.
    public const string Missed = "missed";
    public const string StillRunning = "still_running";
    public const string NothingToDo = "nothing_to_do";

    /// <summary>Ignored: a step of an approval was decided before it was summarised, or was summarised already.</summary>
    public const string StepOver = "step_over";

    // Ignored or failed: events that nobody hears of.
    public const string NotWanted = "not_wanted";
    public const string NoTarget = "no_target";
    public const string WebhookFailed = "webhook_failed";
    public const string WorkflowUnread = "workflow_unread";

    /// <summary>Answered: what was due had nothing to say.</summary>
    public const string NoReply = "no_reply";

    /// <summary>Failed: what was due is of a robot that left the configuration.</summary>
    public const string NoAccount = "no_account";

    /// <summary>Answered: nobody asked anything; the operator had a message sent to others.</summary>
    public const string Dispatched = "dispatched";

    // Failed: the person was told.
    public const string UnsupportedKind = "unsupported_kind";
    public const string Busy = "busy";
    public const string Expired = "expired";
    public const string NoModel = "no_model";
    public const string ModelDown = "model_down";
    public const string ModelRefused = "model_refused";
    public const string ModelFiltered = "filtered";
    public const string ModelQuota = "model_quota";
    public const string BudgetDay = "budget_day";
    public const string BudgetMonth = "budget_month";
    public const string ContextTooLong = "context_too_long";
    public const string EmptyAnswer = "empty_answer";
    public const string ToolFailed = "tool_failed";
    public const string Undelivered = "undelivered";

    /// <summary>Not delivered: the account is another organisation's robot by now, to whom the person is a stranger.</summary>
    public const string RobotChanged = "robot_changed";
    public const string Crashed = "crashed";
    public const string GivenUp = "given_up";
}
