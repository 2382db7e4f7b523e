namespace Dinghy.Gateway.Attachments;

/// <summary>Why a file can not be used. Stable: they are stored, logged, and turned into words by <see cref="AttachmentNotes"/>.</summary>
internal static class AttachmentProblems
{
    // The message asks for more than we do.
    public const string TooMany = "too_many";
    public const string NoCode = "no_code";

    // On the way from DingTalk.
    public const string Expired = "expired";
    public const string NotAllowed = "not_allowed";
    public const string Quota = "quota";
    public const string Unreachable = "unreachable";
    public const string Timeout = "timeout";
    public const string TooLarge = "too_large";
    public const string Empty = "empty";
    public const string Disk = "disk";

    // In the file itself.
    public const string NotAPicture = "not_a_picture";
    public const string Damaged = "damaged";
    public const string Bomb = "bomb";
    public const string Encrypted = "encrypted";
    public const string NoWords = "no_words";
    public const string NoPdfToText = "no_pdftotext";
    public const string Unsupported = "unsupported";
}
