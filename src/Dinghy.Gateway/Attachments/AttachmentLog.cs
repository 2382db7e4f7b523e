using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Attachments;

internal sealed partial class AttachmentLog(ILogger<AttachmentLog> logger)
{
    [LoggerMessage(2600, LogLevel.Debug, "Turn {TurnId}: file {Number} is kept ({Bytes} bytes, {ContentType})")]
    public partial void Kept(long turnId, int number, long bytes, string contentType);

    [LoggerMessage(2601, LogLevel.Information, "Turn {TurnId}: file {Number} is not to be had: {Problem} ({Fault}, {Code}, request {RequestId})")]
    public partial void NotFetched(long turnId, int number, string problem, string fault, string code, string requestId);

    [LoggerMessage(2602, LogLevel.Debug, "Turn {TurnId}: file {Number} broke off ({Fault}, {Code}); a new address is asked for")]
    public partial void AskingAgain(long turnId, int number, string fault, string code);

    [LoggerMessage(2603, LogLevel.Information, "Turn {TurnId}: file {Number} ({ContentType}) can not be used: {Problem}")]
    public partial void NotUsable(long turnId, int number, string contentType, string problem);

    [LoggerMessage(2604, LogLevel.Error, "Turn {TurnId}: file {Number} could not be written: look at the free space and the rights of {Folder}")]
    public partial void NotWritten(Exception error, long turnId, int number, string folder);

    [LoggerMessage(2605, LogLevel.Warning, "Files from messages are no longer kept: {Reason}. Free some space, or raise or lower attachments.max_total_mb")]
    public partial void NoRoom(string reason);

    [LoggerMessage(2606, LogLevel.Information, "{Files} files from messages were removed ({Bytes} bytes): older than {Days} days, or over attachments.max_total_mb")]
    public partial void Swept(int files, long bytes, double days);

    [LoggerMessage(2607, LogLevel.Warning, "Files from messages could not be cleaned up")]
    public partial void NotSwept(Exception error);

    [LoggerMessage(2608, LogLevel.Warning, "Turn {TurnId}: what became of file {Number} could not be stored; after a restart it would be fetched again")]
    public partial void NotRecorded(Exception error, long turnId, int number);

    [LoggerMessage(2609, LogLevel.Error, "A {ContentType} upset its reader; it counts as damaged. Please report this")]
    public partial void ParserFailed(Exception error, string contentType);

    [LoggerMessage(2610, LogLevel.Warning, "The pictures' library can not be used; pictures are not sent to models. It needs libSkiaSharp beside the program")]
    public partial void NoPictureLibrary(Exception error);
}
