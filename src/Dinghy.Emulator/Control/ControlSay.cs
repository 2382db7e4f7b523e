using Microsoft.AspNetCore.Http;

namespace Dinghy.Emulator;

/// <summary>POST /_emulator/say: everything a person can send.</summary>
internal sealed class ControlSay(DingTalkWorld world)
{
    public async Task RunAsync(HttpContext http)
    {
        var body = await ControlReply.ReadAsync(http, ControlText.Json.SayBody);
        var content = Content(body);
        var needsText = body.RawData is null && content is null && !body.OverQuota;
        var speech = new Speech(ControlReply.Need(body.From, "from"), needsText ? ControlReply.Need(body.Text, "text") : body.Text ?? "")
        {
            ConversationId = body.ConversationId, Mention = body.Mention, Force = body.Force, ClientId = body.ClientId, RawData = body.RawData, Type = body.Type, Topic = body.Topic,
            Content = content, ContentAsText = body.ContentAsText, Quote = body.Quote, OverQuota = body.OverQuota, QuoteForm = Form(body.QuoteForm),
        };
        var said = await world.SayAsync(speech, http.RequestAborted);
        await ControlReply.WriteAsync(http, new SaidView(said.MsgId, said.ConversationId, said.Push), ControlText.Json.SaidView);
    }

    private SpeechContent? Content(SayBody body) => body.Kind switch
    {
        null or "text" => null,
        "picture" => new PictureContent(File(body.FileId)),
        "richText" => new RichTextContent([.. (body.Parts ?? throw new ControlException("'parts' is missing.")).Select(Part)]),
        "file" => new FileContent(File(body.FileId)),
        "audio" => new AudioContent(File(body.FileId), Duration(body), body.Recognition),
        "video" => new VideoContent(File(body.FileId), Duration(body), body.InSeconds),
        "chatRecord" => new ChatRecordContent(body.Title ?? "", [.. (body.Lines ?? []).Select(l => new ChatRecordLine(l.SenderNick ?? "", l.Content ?? ""))], body.AsArray),
        "document" => new DocumentContent(ControlReply.Need(body.SpaceId, "spaceId"), ControlReply.Need(body.FileId, "fileId")),
        "unknown" => body.Text is { } note ? new UnknownContent(note) : new UnknownContent(),
        _ => throw new ControlException($"There is no kind '{body.Kind}'. There are: text, picture, richText, file, audio, video, chatRecord, document, unknown."),
    };

    private RichPart Part(SayPart part) => part.FileId is { } id
        ? new RichPart(Picture: File(id))
        : new RichPart(part.Text) { Style = part.Style, AtName = part.AtName, AtUserId = part.AtUserId };

    private MediaFile File(string? id) =>
        world.FindFile(ControlReply.Need(id, "fileId")) ?? throw new ControlException($"There is no file '{id}'. POST /_emulator/media first.");

    private static TimeSpan? Duration(SayBody body) => body.DurationMs switch
    {
        null => null,
        < 0 or > 86_400_000 => throw new ControlException("durationMs must be between 0 and 86400000."),
        _ => TimeSpan.FromMilliseconds(body.DurationMs.Value),
    };

    private static QuoteForm Form(string? name) => name switch
    {
        null or "replied" => QuoteForm.Replied,
        "idOnly" => QuoteForm.IdOnly,
        "legacy" => QuoteForm.Legacy,
        _ => throw new ControlException($"There is no quoteForm '{name}'. There are: replied, idOnly, legacy."),
    };
}
