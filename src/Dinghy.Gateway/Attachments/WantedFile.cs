using Dinghy.DingTalk.Messages;

namespace Dinghy.Gateway.Attachments;

/// <summary>A file that a message names.</summary>
/// <param name="Number">See <see cref="Attachment.Number"/>.</param>
/// <param name="Kind">By the message.</param>
/// <param name="Name">Safe.</param>
/// <param name="DownloadCode">Null where DingTalk sent none.</param>
/// <param name="Quoted">See <see cref="Attachment.Quoted"/>.</param>
internal sealed record WantedFile(int Number, AttachmentKind Kind, string Name, string? DownloadCode, bool Quoted)
{
    /// <summary>Tells where it lies, for a file that no message brought; null: DingTalk is asked by the download code.</summary>
    public Func<CancellationToken, Task<Uri>>? Address { get; init; }

    private sealed record Found(AttachmentKind Kind, string? Name, string? Code);

    /// <summary>Every file of the message, then of what it replies to, in order; one entry for each place, also where the code is missing.</summary>
    public static IReadOnlyList<WantedFile> In(RobotMessage message)
    {
        var own = Of(message.Content).Select(found => (found, Quoted: false));
        var quoted = Quotes(message.Quote).SelectMany(quote => Of(quote.Content)).Select(found => (found, Quoted: true));
        return [.. own.Concat(quoted).Select((item, index) =>
            new WantedFile(index + 1, item.found.Kind, SafeName.Of(item.found.Name, Fallback(item.found.Kind)), item.found.Code, item.Quoted))];
    }

    private static IEnumerable<QuotedMessage> Quotes(QuotedMessage? quote)
    {
        for (; quote is not null; quote = quote.Quote) yield return quote;
    }

    private static IEnumerable<Found> Of(RobotContent? content) => content switch
    {
        PictureContent picture => [new(AttachmentKind.Picture, null, picture.DownloadCode)],
        AudioContent audio => [new(AttachmentKind.Audio, null, audio.DownloadCode)],
        VideoContent video => [new(AttachmentKind.Video, video.VideoType is null ? null : $"video.{video.VideoType}", video.DownloadCode)],
        FileContent file => [new(AttachmentKind.Document, file.FileName, file.DownloadCode)],
        RichTextContent rich => rich.Parts.Select(Of).OfType<Found>(),
        ChatRecordContent record => record.Lines.Where(line => line.DownloadCode is not null).Select(line => new Found(KindOf(line.MessageType), null, line.DownloadCode)),
        _ => [],
    };

    private static Found? Of(RichTextPart part) => part switch
    {
        RichTextPicture picture => new(AttachmentKind.Picture, null, picture.DownloadCode),
        RichTextMedia media => new(KindOf(media.Type), media.FileName, media.DownloadCode),
        _ => null,
    };

    private static AttachmentKind KindOf(string? type) => type switch
    {
        "picture" => AttachmentKind.Picture,
        "audio" => AttachmentKind.Audio,
        "video" => AttachmentKind.Video,
        _ => AttachmentKind.Document,
    };

    private static string Fallback(AttachmentKind kind) => kind switch
    {
        AttachmentKind.Picture => "picture",
        AttachmentKind.Audio => "audio",
        AttachmentKind.Video => "video",
        _ => "file",
    };
}
