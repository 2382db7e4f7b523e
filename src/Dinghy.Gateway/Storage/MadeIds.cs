using Dinghy.DingTalk.Messages;

namespace Dinghy.Gateway.Storage;

/// <summary>Message ids of turns that no person said. DingTalk's own ids hold no colon: a message that comes with one of these was made up.</summary>
internal static class MadeIds
{
    public const string Schedule = "schedule:";
    public const string Event = "event:";
    public const string Workflow = "workflow:";
    public const string Approval = "approval:";

    private static readonly string[] s_all = [Schedule, Event, Workflow, Approval];

    /// <summary>Nobody said it: DingTalk has no message that could be reacted to or replied to.</summary>
    public static bool IsMade(MessageId id) => s_all.Any(prefix => id.Value.StartsWith(prefix, StringComparison.Ordinal));
}
