namespace Dinghy.Gateway.Configuration.Files;

/// <summary>A configuration whose files are watched from its first load on: an edit while the gateway comes up is not missed.</summary>
internal sealed class WatchedConfig
{
    public WatchedConfig(ConfigSource source)
    {
        Files = new WatchedFiles(source.ReadFile);
        Source = source with { ReadFile = Files.Read };
        Plain = source;
    }

    /// <summary>Loads from it are watched.</summary>
    public ConfigSource Source { get; }

    /// <summary>Loads from it are not watched: for looking at what a configuration would be.</summary>
    public ConfigSource Plain { get; }

    public WatchedFiles Files { get; }

    /// <summary>What the files said, before the command line had its word; null until <see cref="Take"/>.</summary>
    public DinghyConfig? Written { get; private set; }

    /// <summary>The load that the gateway starts with.</summary>
    public void Take(DinghyConfig config)
    {
        Written = config;
        Files.Keep();
    }
}
