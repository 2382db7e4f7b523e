namespace Dinghy.DingTalk.OpenApi;

/// <param name="ProcessQueryKey">DingTalk's id of the sent message, for recall and read status.</param>
public sealed record RobotReceipt(string ProcessQueryKey);
