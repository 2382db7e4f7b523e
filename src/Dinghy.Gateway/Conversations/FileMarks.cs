using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Attachments;

namespace Dinghy.Gateway.Conversations;

/// <summary>Marks where a file stood among words, with the number under which its own line speaks of it.</summary>
/// <param name="message">Names the files.</param>
/// <param name="language">Of the marks.</param>
internal sealed class FileMarks(RobotMessage message, Language language)
{
    private readonly IReadOnlyList<WantedFile> _files = WantedFile.In(message);
    private int _next;

    /// <summary>Files that this message brings itself; what it quotes comes after them.</summary>
    public int Own => _files.Count(file => !file.Quoted);

    /// <summary>The next marks are for what is quoted.</summary>
    public void ToQuotes() => _next = Own;

    /// <summary>The next file's, in the order of <see cref="WantedFile.In"/>.</summary>
    public string Next()
    {
        if (_next >= _files.Count) return "";
        var file = _files[_next++];
        var kind = file.Kind switch
        {
            AttachmentKind.Picture => language == Language.Chinese ? "图片" : "picture",
            AttachmentKind.Audio => language == Language.Chinese ? "录音" : "audio",
            AttachmentKind.Video => language == Language.Chinese ? "视频" : "video",
            _ => language == Language.Chinese ? "文件" : "file",
        };
        return _files.Count > 1 ? $"[{kind} {file.Number}]" : $"[{kind}]";
    }

    /// <summary>Goes over files whose places are not marked.</summary>
    public void Skip(int files) => _next += files;
}
