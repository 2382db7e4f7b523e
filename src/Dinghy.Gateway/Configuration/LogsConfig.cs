using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Configuration;

/// <summary>The log files in the home folder, and how much room they take.</summary>
internal sealed record LogsConfig
{
    /// <summary>False: no files; what is said goes to stderr alone.</summary>
    public bool Files { get; init; } = true;

    /// <summary>The least that is written into them.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <summary>Past it another file begins.</summary>
    public int MaxFileMegabytes { get; init; } = 20;

    /// <summary>The oldest go when there are more.</summary>
    public int MaxFiles { get; init; } = 30;

    /// <summary>The oldest go when all together are larger.</summary>
    public int MaxTotalMegabytes { get; init; } = 200;

    /// <summary>What people and agents say is written into them, too.</summary>
    public bool Texts { get; init; }

    public static LogsConfig Read(NodeReader logs)
    {
        var defaults = new LogsConfig();
        return new()
        {
            Files = logs.Flag("files") ?? defaults.Files,
            Level = logs.Choice("level") switch
            {
                "debug" => LogLevel.Debug,
                "warn" => LogLevel.Warning,
                "error" => LogLevel.Error,
                _ => defaults.Level,
            },
            MaxFileMegabytes = logs.Whole("max_file_mb") ?? defaults.MaxFileMegabytes,
            MaxFiles = logs.Whole("max_files") ?? defaults.MaxFiles,
            MaxTotalMegabytes = logs.Whole("max_total_mb") ?? defaults.MaxTotalMegabytes,
            Texts = logs.Flag("texts") ?? defaults.Texts,
        };
    }
}
