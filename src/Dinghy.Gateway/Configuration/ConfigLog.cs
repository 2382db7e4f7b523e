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
}
