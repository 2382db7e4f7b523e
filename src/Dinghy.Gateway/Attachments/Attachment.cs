namespace Dinghy.Gateway.Attachments;

/// <summary>Brings what came with a turn; every problem is a value of <see cref="Attachment.Problem"/>.</summary>
internal delegate Task<IReadOnlyList<Attachment>> FilesOfTurn(Storage.Turn turn, CancellationToken ct);

internal enum AttachmentKind { Picture, Document, Audio, Video, Other }

/// <summary>One file of one message, as far as it could be had.</summary>
internal sealed record Attachment
{
    /// <summary>From 1, in the order of the message; what it quotes comes after its own.</summary>
    public int Number { get; init; }

    /// <summary>It belongs to the message that is replied to.</summary>
    public bool Quoted { get; init; }

    /// <summary>By the bytes where they came, else by the message.</summary>
    public required AttachmentKind Kind { get; init; }

    /// <summary>Safe to show and to store: from the message, or made up by kind.</summary>
    public required string Name { get; init; }

    /// <summary>Absolute; null when nothing is kept.</summary>
    public string? Path { get; init; }

    public long Bytes { get; init; }

    /// <summary>By the bytes, never by what the host says.</summary>
    public string? ContentType { get; init; }

    /// <summary>Its words, within its share of the message's budget; null where there are none to read.</summary>
    public string? Text { get; init; }

    /// <summary>There was more than <see cref="Text"/>.</summary>
    public bool Cut { get; init; }

    /// <summary>A code of <see cref="AttachmentProblems"/> why it can not be used; null when nothing is wrong.</summary>
    public string? Problem { get; init; }
}
