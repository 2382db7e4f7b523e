using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Files;

namespace Dinghy.Gateway.Backup;

/// <summary>Which files a configuration is read from: whatever else lies beside it, a cloud's key file in JSON for one, is none of it.</summary>
internal static class ReadConfigs
{
    /// <returns>The load, and full paths of what it read as configuration; files that hold secrets alone are not among them.</returns>
    public static (ConfigResult Result, IReadOnlyList<string> Files) Load(ConfigSource source)
    {
        var read = new SortedSet<string>(StringComparer.Ordinal);
        var result = ConfigLoader.Load(source with
        {
            ReadFile = (path, limit) =>
            {
                var bytes = source.ReadFile(path, limit);
                if (limit == ConfigText.MaxBytes && IsConfig(path)) read.Add(path);
                return bytes;
            },
        });
        return (result, [.. read]);
    }

    private static bool IsConfig(string path) => !Path.GetFileName(path).StartsWith('.') && Path.GetExtension(path).ToLowerInvariant() is ".json" or ".json5" or ".yaml" or ".yml";
}
