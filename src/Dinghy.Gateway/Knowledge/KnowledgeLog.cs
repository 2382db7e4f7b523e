using Dinghy.Gateway.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Knowledge;

/// <summary>Events 3300 to 3349.</summary>
internal sealed partial class KnowledgeLog(ILogger<KnowledgeLog> logger)
{
    [LoggerMessage(3300, LogLevel.Information, "Knowledge {Folder}: {Files} files, {Chunks} passages; {Changed} changed, {Removed} gone, {Failed} can not be read, in {Milliseconds} ms")]
    public partial void Scanned(string folder, int files, long chunks, int changed, int removed, int failed, long milliseconds);

    [LoggerMessage(3301, LogLevel.Warning, "Knowledge {Folder} can not be looked through, and what is known of it stays: {Why}")]
    public partial void FolderMissing(string folder, string why);

    public void FileFailed(string folder, string file, string problem) => LogFileFailed(folder, Printable.Of(file), problem);

    [LoggerMessage(3303, LogLevel.Warning, "Knowledge {Folder}: only the first {Most} files are read")]
    public partial void TooManyFiles(string folder, int most);

    [LoggerMessage(3304, LogLevel.Warning, "The knowledge index could not be used and is made anew: {Why}")]
    public partial void IndexAnew(string why);

    [LoggerMessage(3305, LogLevel.Error, "A look through the knowledge folders broke off; the next one goes on")]
    public partial void ScanBroke(Exception e);

    [LoggerMessage(3306, LogLevel.Warning, "Changes of {Folder} are not noticed at once, only every {Minutes} minutes: {Why}")]
    public partial void NotWatched(string folder, double minutes, string why);

    [LoggerMessage(3307, LogLevel.Warning, "The embeddings endpoint did not answer ({Why}); documents are found by words until it does")]
    public partial void NoEmbeddings(string why);

    [LoggerMessage(3308, LogLevel.Information, "The embeddings endpoint answers; {Count} passages got a vector")]
    public partial void Embedded(int count);

    [LoggerMessage(3309, LogLevel.Debug, "Turn {TurnId}: {Count} passages from {Folders} folders in {Milliseconds} ms")]
    public partial void Searched(long turnId, int count, int folders, long milliseconds);

    [LoggerMessage(3310, LogLevel.Warning, "Knowledge {Folder}: the index holds {Most} passages, the most there can be; further files are not read")]
    public partial void Full(string folder, int most);

    [LoggerMessage(3302, LogLevel.Warning, "Knowledge {Folder}: {File} can not be read: {Problem}")]
    private partial void LogFileFailed(string folder, string file, string problem);
}
