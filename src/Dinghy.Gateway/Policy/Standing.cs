namespace Dinghy.Gateway.Policy;

/// <summary>What is known of a sender beside the message and the configuration, taken at one moment so that policy stays pure.</summary>
/// <param name="IsPaired">An operator let them into this robot's private chat.</param>
/// <param name="IsOwner">May do what only an owner may.</param>
/// <param name="IsRobot">It is one of our own robots that writes.</param>
/// <param name="SaidThisMinute">Messages accepted in the last minute; counted only under a limit.</param>
/// <param name="SaidToday">The same of this day.</param>
/// <param name="IsAwaited">The message is the answer to a question that was put to its sender, and nothing else.</param>
internal readonly record struct Standing(bool IsPaired = false, bool IsOwner = false, bool IsRobot = false, int SaidThisMinute = 0, int SaidToday = 0, bool IsAwaited = false)
{
    public static Standing Unknown { get; }
}
