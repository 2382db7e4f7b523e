namespace Dinghy.Gateway.Attachments;

internal enum AttachmentKind { Picture, Document, Audio, Video, Other }

/// <summary>One file of one message, fetched, kept and made readable as far as it could be.</summary>
internal sealed record Attachment
{
    public required AttachmentKind Kind { get; init; }

    /// <summary>Safe to show and to use in a path; from the message, or made up by kind.</summary>
    public required string Name { get; init; }

    /// <summary>Absolute; null when it could not be kept.</summary>
    public string? Path { get; init; }

    public long Bytes { get; init; }

    /// <summary>From the bytes, never from the host's word.</summary>
    public string? ContentType { get; init; }

    /// <summary>Its words, within the budget.</summary>
    public string? Text { get; init; }

    /// <summary>There was more text than the budget takes.</summary>
    public bool Cut { get; init; }

    /// <summary>A short code why it can not be used; null when it can.</summary>
    public string? Problem { get; init; }
}
