using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway;

/// <summary>A message at the door: read, but neither judged nor stored.</summary>
/// <param name="Account">The robot that received it.</param>
/// <param name="Message">The message.</param>
/// <param name="Payload">The same as it came, for the store.</param>
/// <param name="ReceivedAt">When the frame came.</param>
internal sealed record Inbound(AccountConfig Account, RobotMessage Message, string Payload, DateTimeOffset ReceivedAt)
{
    /// <summary>See <see cref="Storage.Turn.Keep"/>.</summary>
    public string Keep { get; init; } = Account.Id;

    /// <summary>We asked this very person, on a card that only they have: their answer is taken whatever the rules for strangers say.</summary>
    public bool Invited { get; init; }
}
