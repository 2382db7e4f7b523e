using Dinghy.DingTalk.Media;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Tools.Lengths;

namespace Dinghy.Gateway.Tools;

/// <summary>Sends a file of the workspace to the person, after the answer.</summary>
internal sealed class SendFile(AgentFiles files) : ITool
{
    /// <summary>Of one turn.</summary>
    public const int MaxFiles = 5;

    private const int MaxCaption = 500;

    private static readonly MediaKind[] s_plain = [MediaKind.Image, MediaKind.Voice, MediaKind.Video];

    public ToolDeclaration Declaration { get; } = new(
        "send_file",
        "Sends a file of your workspace to the person, after your answer. Pictures (jpg, png, gif, bmp), sounds (amr, mp3, wav, ogg) and films (mp4) are shown as such; "
        + "what DingTalk does not take, a text or a spreadsheet in csv for example, goes in a zip.",
        """
        {"type":"object","properties":{"path":{"type":"string","description":"The file, relative to the workspace."},"caption":{"type":"string","description":"A line beside it."}},"required":["path"]}
        """);

    public ToolEffect Effect => ToolEffect.Once;

    public Task<ToolResult> RunAsync(ToolInput input, ToolTurn turn, CancellationToken ct) => Task.FromResult(Send(input, turn));

    private ToolResult Send(ToolInput input, ToolTurn turn)
    {
        if (turn.Files >= MaxFiles) return ToolResult.Error($"Not sent: at most {MaxFiles} files with one answer.");
        if (input.Text("path") is not { } path) return ToolResult.Error("Not sent: path is missing.");
        if (input.Text("caption") is { Length: > MaxCaption }) return ToolResult.Error($"Not sent: the caption is longer than {MaxCaption} characters.");
        var workspace = files.Of(turn.Context);
        return workspace.Open(path) switch
        {
            Workspace.Opened.File file => Checked(workspace, file, input.Text("caption")),
            Workspace.Opened.Nothing nothing => ToolResult.Error($"Not sent: {nothing.Why}"),
            _ => throw new InvalidOperationException("The workspace opened to nothing known."),
        };
    }

    private static ToolResult Checked(TalkFiles workspace, Workspace.Opened.File file, string? caption)
    {
        using var stream = new FileStream(file.Handle, FileAccess.Read);
        if (workspace.IsPersonal(file)) return ToolResult.Error("Not sent: this file is personal, and not for everybody who talks to you.");
        var ending = Path.GetExtension(file.Path).TrimStart('.');
        var kind = KindOf(ending);
        if (file.Length > MediaLimits.MaxBytes(kind))
            return ToolResult.Error($"Not sent: the file has {file.Length:N0} bytes; DingTalk takes at most {MediaLimits.MaxBytes(kind):N0} of this kind. A zip may have 20 MB.");

        var plays = kind is MediaKind.Voice or MediaKind.Video;
        var length = plays ? MediaLength.Of(stream, ending) : null;
        if (plays && length is null) return ToolResult.Error($"Not sent: this is no .{ending} that can be played, or it is 0 seconds long.");
        var offer = new FileOffer(file.Path, Path.GetFileName(file.Path), kind, caption, length);
        return new ToolResult($"{offer.Name} goes to the person after your answer.") { File = offer };
    }

    /// <summary>Whatever is no picture, sound or film is a file; the outbox wraps the kinds that DingTalk does not take.</summary>
    private static MediaKind KindOf(string ending)
    {
        foreach (var kind in s_plain)
            if (MediaLimits.Formats(kind).Contains(ending)) return kind;
        return MediaKind.File;
    }
}
