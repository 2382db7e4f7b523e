using Dinghy.Gateway.Configuration;

namespace Dinghy.Cli;

/// <summary>Loads the configuration and tells on stderr what is wrong with it.</summary>
internal static class ConfigOutcome
{
    /// <summary>Null: there are faults, and all were printed.</summary>
    /// <param name="source">Where from.</param>
    /// <param name="notes">What was derived and read where, too: news at a start, noise before the answer of every other command.</param>
    public static DinghyConfig? Load(ConfigSource source, bool notes = false)
    {
        var result = ConfigLoader.Load(source);
        Tell(notes ? result : result with { Notes = [] });
        return result.Config;
    }

    public static void Tell(ConfigResult result)
    {
        foreach (var note in result.Notes) Shell.Say($"note: {note}");
        foreach (var warning in result.Warnings) Shell.Say($"warning: {warning}");
        foreach (var fault in result.Faults) Shell.Say($"fault: {fault}");
    }
}
