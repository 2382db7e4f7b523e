using Dinghy.Gateway.Configuration;

namespace Dinghy.Cli;

/// <summary>Loads the configuration and tells everything that is to be told of it, on stderr.</summary>
internal static class ConfigOutcome
{
    /// <summary>Null: there are faults, and all were printed.</summary>
    public static DinghyConfig? Load(ConfigSource source)
    {
        var result = ConfigLoader.Load(source);
        Tell(result);
        return result.Config;
    }

    public static void Tell(ConfigResult result)
    {
        foreach (var note in result.Notes) Shell.Say($"note: {note}");
        foreach (var warning in result.Warnings) Shell.Say($"warning: {warning}");
        foreach (var fault in result.Faults) Shell.Say($"fault: {fault}");
    }
}
