using Dinghy.DingTalk.Messages;

namespace Dinghy.Gateway.Storage;

/// <summary>Message ids of turns that no person said. DingTalk's own ids hold no colon: a message that comes with one of these was made up.</summary>
internal static class MadeIds
{
    public const string Schedule = "schedule:";
    public const string Event = "event:";
    public const string Workflow = "workflow:";
    public const string Approval = "approval:";

    /// <summary>A press on a card, as the message that it stands for: a person said it.</summary>
    public const string Press = "press:";

    /// <summary>A person's message once more, because an operator had it tried again: a person said it, and its own id is the message's.</summary>
    public const string Retry = "retry:";

    /// <summary>What an operator says as the robot.</summary>
    public const string Operator = "operator:";

    private static readonly string[] s_all = [Schedule, Event, Workflow, Approval, Operator];

    /// <summary>Nobody said it: DingTalk has no message that could be reacted to or replied to.</summary>
    public static bool IsMade(MessageId id) => s_all.Any(prefix => id.Value.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>
    /// Under which id a message is kept that came from outside under one of ours. Never under that id itself: whoever can guess it could else keep the real
    /// turn, which comes later, from being new. Null: the id is none of ours.
    /// </summary>
    public static MessageId? Forged(MessageId id) => IsMade(id) || id.Value.StartsWith(Press, StringComparison.Ordinal) || id.Value.StartsWith(Retry, StringComparison.Ordinal) ? new MessageId($"forged:{id.Value}") : null;
}
