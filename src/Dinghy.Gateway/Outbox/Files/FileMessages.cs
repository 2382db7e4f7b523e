using Dinghy.DingTalk;
using Dinghy.DingTalk.Media;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools;
using Dinghy.Gateway.Tools.Lengths;

namespace Dinghy.Gateway.Outbox.Files;

/// <summary>A reply that goes as a file: a file of an agent's workspace, or a long answer. Uploads it and says how DingTalk shows it.</summary>
internal sealed class FileMessages(Workspaces workspaces, MediaShelf shelf, LongAnswerFile longAnswers)
{
    /// <summary>What a file message may hold by DingTalk's page; the upload takes more.</summary>
    private static readonly HashSet<string> s_shown = new(["xlsx", "pdf", "zip", "rar", "doc", "docx"], StringComparer.OrdinalIgnoreCase);

    /// <exception cref="DingTalkApiException">It can not be sent: Invalid with a code of <see cref="FileSentences"/>, or DingTalk's answer to the upload.</exception>
    public Task<RobotOutMessage> MakeAsync(Reply reply, CancellationToken ct) =>
        reply.Extras.File is { } file ? MakeAsync(file, ct) : LongAnswerAsync(reply, ct);

    /// <summary>DingTalk did not want this message: its media are uploaded anew the next time.</summary>
    public void Forget(RobotOutMessage message)
    {
        var id = message switch
        {
            RobotImage image => image.PhotoUrl,
            RobotFile file => file.MediaId,
            RobotAudio audio => audio.MediaId,
            RobotVideo video => video.VideoMediaId,
            _ => null,
        };
        if (id is not null) shelf.Forget(id);
    }

    private async Task<RobotOutMessage> MakeAsync(ReplyFile file, CancellationToken ct)
    {
        var bytes = file.Text is { } text ? System.Text.Encoding.UTF8.GetBytes(text) : await ReadAsync(file, ct);
        var ending = Path.GetExtension(file.Name).TrimStart('.');
        switch (file.Kind)
        {
            case "image":
                return new RobotImage(await shelf.PutAsync(MediaKind.Image, bytes, file.Name, ct));
            case "voice":
                return new RobotAudio(await shelf.PutAsync(MediaKind.Voice, bytes, file.Name, ct), LengthOf(bytes, ending));
            case "video":
                var length = LengthOf(bytes, ending);
                var cover = await shelf.PutAsync(MediaKind.Image, FilmCover.Png, "cover.png", ct);
                return new RobotVideo(await shelf.PutAsync(MediaKind.Video, bytes, file.Name, ct), length, cover);
            default:
                var (name, content) = s_shown.Contains(ending) ? (file.Name, bytes) : (Zipped.NameOf(file.Name), Zipped.Of((file.Name, bytes)));
                return await FileAsync(name, content, ct);
        }
    }

    private async Task<RobotOutMessage> LongAnswerAsync(Reply reply, CancellationToken ct)
    {
        var title = ReplyText.TitleOf(reply.Text).TrimEnd('…');
        var name = SafeName.Of(title.Replace('.', ' ').Replace('/', ' ').Replace('\\', ' '), reply.Extras.English ? "answer" : "回答");
        var text = reply.Extras.Footer is { } footer ? $"{reply.Text}\n\n{footer}" : reply.Text;
        return longAnswers == LongAnswerFile.Zip
            ? await FileAsync(name + ".zip", Zipped.Of((name + ".md", System.Text.Encoding.UTF8.GetBytes(text))), ct)
            : await FileAsync(name + ".docx", WordDocument.Of(text), ct);
    }

    private async Task<RobotOutMessage> FileAsync(string name, byte[] bytes, CancellationToken ct) =>
        new RobotFile(await shelf.PutAsync(MediaKind.File, bytes, name, ct), name);

    /// <summary>Looked at again: the model's tools may have changed it, or a link may lead elsewhere now.</summary>
    private async Task<byte[]> ReadAsync(ReplyFile file, CancellationToken ct)
    {
        switch (workspaces.Open(file.Agent ?? AgentConfig.DefaultId, file.Path))
        {
            case Workspace.Opened.File opened:
                using (opened.Handle)
                {
                    if (opened.Length > MediaLimits.MaxBytes(KindOf(file.Kind))) throw Problem(FileSentences.TooLarge, "the file has grown beyond what DingTalk takes");
                    try
                    {
                        var bytes = new byte[opened.Length];
                        var read = 0;
                        for (int more; read < bytes.Length && (more = await RandomAccess.ReadAsync(opened.Handle, bytes.AsMemory(read), read, ct)) > 0;) read += more;
                        return read == bytes.Length ? bytes : throw Problem(FileSentences.Gone, "the file became shorter while it was read");
                    }
                    catch (IOException)
                    {
                        throw Problem(FileSentences.Gone, "the file can not be read");
                    }
                }

            case Workspace.Opened.Nothing nothing:
                throw Problem(FileSentences.Gone, nothing.Why);
            default:
                throw new InvalidOperationException("The workspace opened to nothing known.");
        }
    }

    private static TimeSpan LengthOf(byte[] bytes, string ending)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        return MediaLength.Of(stream, ending) ?? throw Problem(FileSentences.Unplayable, "it does not play, or plays for no time");
    }

    private static MediaKind KindOf(string kind) => kind switch
    {
        "image" => MediaKind.Image,
        "voice" => MediaKind.Voice,
        "video" => MediaKind.Video,
        _ => MediaKind.File,
    };

    private static DingTalkApiException Problem(string code, string message) => new(DingTalkFault.Invalid, code, message);
}
