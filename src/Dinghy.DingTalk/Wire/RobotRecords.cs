namespace Dinghy.DingTalk.Wire;

internal sealed record Recall(string RobotCode, string? OpenConversationId, IReadOnlyList<string> ProcessQueryKeys);

internal sealed record GroupReadQuery(string OpenConversationId, string RobotCode, string ProcessQueryKey, int MaxResults, string? NextToken);

internal sealed record EmotionBody(string RobotCode, string OpenMsgId, string OpenConversationId, int EmotionType, string EmotionName, TextEmotionBody TextEmotion);

internal sealed record TextEmotionBody(string EmotionId, string EmotionName, string Text, string BackgroundId);

internal sealed record DownloadRequest(string DownloadCode, string RobotCode);
