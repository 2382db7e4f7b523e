namespace Dinghy.DingTalk.Media;

/// <param name="MediaId">Begins with <c>@</c> (pictures, files) or <c>$</c> (films); for messages, and for pictures in markdown.</param>
/// <param name="CreatedAt">DingTalk's clock.</param>
public sealed record UploadedMedia(MediaKind Kind, string MediaId, DateTimeOffset? CreatedAt);
