namespace Dinghy.Gateway.Audit;

/// <summary>What there is to keep. Stable: scripts look for them.</summary>
internal static class AuditKinds
{
    /// <summary>A tool's call waits for a person.</summary>
    public const string ToolAsked = "tool.asked";

    public const string ToolApproved = "tool.approved";

    public const string ToolDenied = "tool.denied";

    /// <summary>Nobody answered in time: no.</summary>
    public const string ToolTimedOut = "tool.timed_out";

    /// <summary>Somebody answered whose it was not to answer.</summary>
    public const string ToolNotTheirs = "tool.not_theirs";

    /// <summary>The approved call ended; <c>end</c> says how.</summary>
    public const string ToolEnded = "tool.ended";

    public const string PairingApproved = "pairing.approved";

    public const string PairingDenied = "pairing.denied";

    public const string PairingRevoked = "pairing.revoked";

    /// <summary>A command of ours changed the configuration file.</summary>
    public const string ConfigChanged = "config.changed";

    /// <summary>An operator had a stored answer sent again.</summary>
    public const string TurnResent = "turn.resent";

    /// <summary>An operator had a failed turn run again.</summary>
    public const string TurnRetried = "turn.retried";

    /// <summary>A gateway took a configuration, whoever changed it.</summary>
    public const string ConfigTaken = "config.taken";

    /// <summary>Somebody came into the web console.</summary>
    public const string ConsoleSignedIn = "console.signed_in";

    /// <summary>Somebody wanted a change there that has to be confirmed on the machine.</summary>
    public const string ConfigAsked = "config.asked";

    /// <summary>An operator had the configuration read again, or the doctor mend what it can.</summary>
    public const string ConfigReread = "config.reread";

    public const string DoctorMended = "doctor.mended";

    /// <summary>What operators do with schedules; the subject is the number.</summary>
    public const string ScheduleMade = "schedule.made";

    public const string ScheduleChanged = "schedule.changed";

    public const string ScheduleRemoved = "schedule.removed";

    public const string ScheduleEnabled = "schedule.enabled";

    public const string SchedulePaused = "schedule.paused";

    public const string ScheduleRun = "schedule.run";

    /// <summary>Approval instances: the workflow API was told yes.</summary>
    public const string WorkflowApproved = "workflow.approved";

    public const string WorkflowRejected = "workflow.rejected";

    /// <summary>What else became of a step: a person decided in DingTalk, or it could not be carried.</summary>
    public const string WorkflowEnded = "workflow.ended";

    /// <summary>Old entries lost their texts; the subject is the last one's number, <c>from</c> the first one's.</summary>
    public const string AuditCut = "audit.cut";

    /// <summary>Everything of a person was erased; <c>what</c> counts it.</summary>
    public const string PrivacyErased = "privacy.erased";

    /// <summary>Everything of a person was given out.</summary>
    public const string PrivacyExported = "privacy.exported";

    /// <summary>The home was made from a backup; <c>ended</c> counts what was open in it.</summary>
    public const string BackupRestored = "backup.restored";

    /// <summary>An operator ended a conversation's session, or set its model.</summary>
    public const string SessionReset = "session.reset";

    public const string SessionModel = "session.model";

    /// <summary>A person answers in the robot's place; <c>until</c> says how long at most.</summary>
    public const string TakeoverPaused = "takeover.paused";

    public const string TakeoverResumed = "takeover.resumed";

    /// <summary>What an operator said as the robot; the turn's number tells which message it is.</summary>
    public const string TakeoverSaid = "takeover.said";

    /// <summary>Somebody asked for a human.</summary>
    public const string TakeoverCalled = "takeover.called";
}
