namespace Dinghy.Gateway.Attachments;

/// <summary>What some bytes are.</summary>
/// <param name="ContentType">A media type.</param>
/// <param name="Ending">Without a dot; empty where no ending tells more.</param>
/// <param name="Kind">What a reader can do with it.</param>
internal sealed record FileType(string ContentType, string Ending, AttachmentKind Kind)
{
    public static readonly FileType Png = new("image/png", "png", AttachmentKind.Picture);
    public static readonly FileType Jpeg = new("image/jpeg", "jpg", AttachmentKind.Picture);
    public static readonly FileType Gif = new("image/gif", "gif", AttachmentKind.Picture);
    public static readonly FileType Webp = new("image/webp", "webp", AttachmentKind.Picture);
    public static readonly FileType Bmp = new("image/bmp", "bmp", AttachmentKind.Picture);
    public static readonly FileType Heic = new("image/heic", "heic", AttachmentKind.Picture);

    public static readonly FileType Pdf = new("application/pdf", "pdf", AttachmentKind.Document);
    public static readonly FileType Docx = new("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", AttachmentKind.Document);
    public static readonly FileType Xlsx = new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", AttachmentKind.Document);
    public static readonly FileType Pptx = new("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx", AttachmentKind.Document);
    public static readonly FileType Doc = new("application/msword", "doc", AttachmentKind.Document);
    public static readonly FileType Xls = new("application/vnd.ms-excel", "xls", AttachmentKind.Document);
    public static readonly FileType Ppt = new("application/vnd.ms-powerpoint", "ppt", AttachmentKind.Document);

    /// <summary>An Office document behind a password: its ending can not be told.</summary>
    public static readonly FileType EncryptedOffice = new("application/x-encrypted-office", "", AttachmentKind.Document);
    public static readonly FileType Ole = new("application/x-ole-storage", "", AttachmentKind.Other);
    public static readonly FileType Zip = new("application/zip", "zip", AttachmentKind.Other);
    public static readonly FileType Binary = new("application/octet-stream", "", AttachmentKind.Other);

    public static readonly FileType Html = new("text/html", "html", AttachmentKind.Document);
    public static readonly FileType Json = new("application/json", "json", AttachmentKind.Document);
    public static readonly FileType Csv = new("text/csv", "csv", AttachmentKind.Document);
    public static readonly FileType Markdown = new("text/markdown", "md", AttachmentKind.Document);
    public static readonly FileType Plain = new("text/plain", "txt", AttachmentKind.Document);

    public static readonly FileType Mp3 = new("audio/mpeg", "mp3", AttachmentKind.Audio);
    public static readonly FileType Wav = new("audio/wav", "wav", AttachmentKind.Audio);
    public static readonly FileType Amr = new("audio/amr", "amr", AttachmentKind.Audio);
    public static readonly FileType Ogg = new("audio/ogg", "ogg", AttachmentKind.Audio);
    public static readonly FileType M4a = new("audio/mp4", "m4a", AttachmentKind.Audio);
    public static readonly FileType Mp4 = new("video/mp4", "mp4", AttachmentKind.Video);
    public static readonly FileType Mov = new("video/quicktime", "mov", AttachmentKind.Video);
}
