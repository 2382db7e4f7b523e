using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Configuration;

/// <summary>What loading said, for the start log. EventIds 2800-2899 belong to this room.</summary>
internal static partial class ConfigLog
{
    public static void Write(ILogger logger, ConfigResult result)
    {
        foreach (var fault in result.Faults)
            Fault(logger, fault.Path, fault.Found, fault.Hint);
        foreach (var warning in result.Warnings)
            Warning(logger, warning.Path, warning.Found, warning.Hint);
        foreach (var note in result.Notes)
            Note(logger, note);
    }

    [LoggerMessage(2800, LogLevel.Error, "Configuration: {Path}: found {Found}; {Hint}")]
    private static partial void Fault(ILogger logger, string path, string found, string hint);

    [LoggerMessage(2801, LogLevel.Warning, "Configuration: {Path}: found {Found}; {Hint}")]
    private static partial void Warning(ILogger logger, string path, string found, string hint);

    [LoggerMessage(2802, LogLevel.Information, "Configuration: {Note}")]
    private static partial void Note(ILogger logger, string note);

    public static void Reloaded(ILogger logger, bool ok, int faults, int problems, IReadOnlyList<string> needsRestart, IReadOnlyList<string> changed)
    {
        var keys = changed.Count > 0 ? string.Join(", ", changed) : "no key, at most a file that one names";
        if (!ok) BadEdit(logger, faults);
        else if (problems > 0) TakenPartly(logger, problems, keys);
        else Taken(logger, keys);
        if (needsRestart.Count > 0) NeedsRestart(logger, string.Join(", ", needsRestart));
    }

    [LoggerMessage(2803, LogLevel.Error, "Faults of the changed configuration: {Faults}; the running one stays")]
    private static partial void BadEdit(ILogger logger, int faults);

    [LoggerMessage(2804, LogLevel.Warning, "The changed configuration holds from the next message on; accounts that stay as they were: {Problems}. Changed: {Keys}")]
    private static partial void TakenPartly(ILogger logger, int problems, string keys);

    [LoggerMessage(2805, LogLevel.Information, "The changed configuration holds from the next message on. Changed: {Keys}")]
    private static partial void Taken(ILogger logger, string keys);

    [LoggerMessage(2806, LogLevel.Warning, "Changed keys that hold only after a restart: {Keys}")]
    private static partial void NeedsRestart(ILogger logger, string keys);

    [LoggerMessage(2807, LogLevel.Error, "The changed configuration could not be taken; the running one stays as far as it is")]
    public static partial void NotReloaded(ILogger logger, Exception error);

    [LoggerMessage(2808, LogLevel.Warning, "The configuration could not be kept as a version to go back to")]
    public static partial void NotKept(ILogger logger, Exception error);
}
