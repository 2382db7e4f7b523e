namespace Dinghy.DingTalk.Messages;

/// <summary>
/// Who is notified. Only session webhooks know mentions; OpenAPI sends go without them. A person is notified only if the text itself
/// holds <c>@</c> and the id: <see cref="Mark"/> writes it.
/// </summary>
public sealed record RobotMentions
{
    /// <summary>DingTalk's limit on <see cref="Users"/>; the webhook client refuses more.</summary>
    public const int MaxUsers = 50;

    public static RobotMentions All { get; } = new() { IsAtAll = true };

    public IReadOnlyList<StaffId> Users { get; init; } = [];

    /// <summary>Encrypted global ids, for people of other organisations. Works in the field, undocumented.</summary>
    public IReadOnlyList<string> DingTalkIds { get; init; } = [];

    public bool IsAtAll { get; init; }

    public static RobotMentions Of(params IReadOnlyList<StaffId> users) => new() { Users = users };

    /// <summary>What the text must hold for this person; DingTalk shows the name in its place.</summary>
    public static string Mark(StaffId user) => "@" + user.Value;
}
