using Dinghy.DingTalk.Messages;

namespace Dinghy.Gateway.Policy;

/// <summary>Who may do what only an operator may: by what the server knows, never by what a message claims.</summary>
/// <param name="configured">Staff ids of <c>owners</c>.</param>
internal sealed class Owners(IReadOnlySet<string> configured)
{
    public bool Has(RobotMessage message) => message.Sender is { } staff && configured.Contains(staff.Value);
}
