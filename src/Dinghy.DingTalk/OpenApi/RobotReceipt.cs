using Dinghy.DingTalk.Messages;

namespace Dinghy.DingTalk.OpenApi;

/// <param name="ProcessQueryKey">DingTalk's id of the sent message, for recall and read status.</param>
public sealed record RobotReceipt(string ProcessQueryKey)
{
    /// <summary>Of several people, those whom DingTalk does not know or the robot may not reach. They got nothing.</summary>
    public IReadOnlyList<StaffId> Unknown { get; init; } = [];

    /// <summary>Of several people, those to whom DingTalk holds messages back. They got nothing.</summary>
    public IReadOnlyList<StaffId> HeldBack { get; init; } = [];
}
