namespace Dinghy.DingTalk.Wire;

internal sealed record InstanceQuery(string ProcessCode, long StartTime, long? EndTime, long NextToken, int MaxResults, string[]? UserIds, string[]? Statuses);

internal sealed record TaskExecution(string ProcessInstanceId, long TaskId, string ActionerUserId, string Result, string? Remark);

internal sealed record InstanceComment(string ProcessInstanceId, string Text, string CommentUserId);

/// <param name="WithCommentAttatchment">DingTalk's own spelling.</param>
internal sealed record AttachmentQuery(string ProcessInstanceId, string FileId, bool? WithCommentAttatchment);
