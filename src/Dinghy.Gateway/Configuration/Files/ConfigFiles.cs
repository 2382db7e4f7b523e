namespace Dinghy.Gateway.Configuration.Files;

/// <summary>Finds and reads the files that make one configuration.</summary>
internal static class ConfigFiles
{
    /// <summary>OpenClaw's list of channels, read beside the main file.</summary>
    internal const string Channels = "channels.yaml";

    /// <param name="Main">The file that was read; null when the environment alone was enough.</param>
    /// <param name="Roots">The trees, each with places of its own.</param>
    internal sealed record Read(string? Main, IReadOnlyList<MapNode> Roots);

    public static Read All(ConfigSource source, string path, ConfigReport report)
    {
        var roots = new List<MapNode>(2);
        var channels = Path.Join(source.HomeFolder(), Channels);
        var main = One(source, path, "", required: !string.IsNullOrWhiteSpace(source.File) ? true : source.Exists(channels) ? null : false, report);
        if (main is not null)
            roots.Add(main);
        if (string.IsNullOrWhiteSpace(source.File))
            ReportSecond(source, path, report);

        var listed = path == channels ? null : One(source, channels, main is null ? "" : Channels + ":", required: null, report);
        if (listed is not null)
            roots.Add(listed);
        return new(main is not null ? path : listed is not null ? channels : null, roots);
    }

    /// <summary>One file that has to be there, with what it includes and the secrets beside it; null after a fault.</summary>
    public static MapNode? Whole(ConfigSource source, string path, ConfigReport report) => One(source, path, "", required: true, report);

    public static bool IsYaml(string path) => Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml";

    public static MapNode? Parse(byte[] bytes, string path, string prefix, ConfigReport report) =>
        IsYaml(path) ? YamlConfigFile.Parse(bytes, path, prefix, report) : JsonConfigFile.Parse(bytes, path, prefix, report);

    /// <summary>Required: a missing file is a fault (true), worth a note (false) or nothing (null).</summary>
    private static MapNode? One(ConfigSource source, string path, string prefix, bool? required, ConfigReport report)
    {
        try
        {
            if (Parse(source.ReadFile(path, ConfigText.MaxBytes), path, prefix, report) is not { } root)
                return null;
            var folder = Path.GetDirectoryName(path)!;
            return SecurityFile.Apply(new Includes(source, folder, report).Expand(root), source, folder, report);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            if (required == true)
                report.Fault(path, "no such file", "the path of a config.json after --config");
            else if (required == false)
                report.Note($"No file at {path}: the environment and the defaults hold.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            var found = Directory.Exists(path) ? "a folder" : fault is UnauthorizedAccessException ? $"a file that {Environment.UserName} may not read" : "a file that can not be read";
            report.Fault(path, found, "a file that whoever runs the gateway may read (chown, chmod 600)");
        }

        return null;
    }

    private static void ReportSecond(ConfigSource source, string path, ConfigReport report)
    {
        foreach (var other in ConfigSource.DefaultNames.Select(name => Path.Join(source.HomeFolder(), name)))
            if (other != path && source.Exists(other))
                report.Fault(other, $"a second configuration beside {path}", "keep one of the two, or name one with --config");
    }
}
