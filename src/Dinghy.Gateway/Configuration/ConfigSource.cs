namespace Dinghy.Gateway.Configuration;

/// <summary>Where configuration comes from; everything the loader may look at, so that a test can hand it a world of its own.</summary>
internal sealed record ConfigSource
{
    /// <summary><c>--home</c>; null takes <c>DINGHY_HOME</c>, then <c>~/.dinghy</c>.</summary>
    public string? Home { get; init; }

    /// <summary>Looked for in the home folder, in this order.</summary>
    internal static readonly string[] DefaultNames = ["config.json", "config.yaml", "config.yml"];

    /// <summary><c>--config</c>; null takes the first of <see cref="DefaultNames"/> in the home folder; all may be missing.</summary>
    public string? File { get; init; }

    /// <summary>A variable's value; null or empty means not set.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>Every variable's name: <c>DINGHY__…</c> and <c>PICOCLAW_CHANNELS_DINGTALK_…</c> are found by prefix.</summary>
    public required IEnumerable<string> VariableNames { get; init; }

    /// <summary>Reads at most <c>limit + 1</c> bytes of a file, so that the caller can tell "too large" without reading it all.</summary>
    public Func<string, int, byte[]> ReadFile { get; init; } = ReadAtMost;

    public static ConfigSource FromProcess(string? home, string? file) => new()
    {
        Home = home,
        File = file,
        Environment = System.Environment.GetEnvironmentVariable,
        VariableNames = [.. System.Environment.GetEnvironmentVariables().Keys.OfType<string>()],
    };

    /// <summary>The home folder, absolute. The program asks for it too, before there is a config.</summary>
    public string HomeFolder()
    {
        var home = Expanded(Set(Home) ?? Set(Environment("DINGHY_HOME")) ?? "~/.dinghy");
        return Path.GetFullPath(home);
    }

    /// <summary>A folder as people write it, absolute: <c>~</c> is the user's own, and what is relative is so to the home folder.</summary>
    /// <exception cref="ArgumentException">It can be no path.</exception>
    public string Folder(string written) => Path.GetFullPath(Expanded(written), HomeFolder());

    /// <summary>The file that would be read, absolute.</summary>
    public string ConfigFile()
    {
        if (Set(File) is { } file)
            return Path.GetFullPath(file);
        var names = DefaultNames.Select(name => Path.Join(HomeFolder(), name)).ToList();
        return names.FirstOrDefault(Exists) ?? names[0];
    }

    /// <summary>True also for what is there and can not be read.</summary>
    public bool Exists(string path)
    {
        try
        {
            ReadFile(path, 0);
            return true;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return true;
        }
    }

    private string Expanded(string path) => path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? Path.Join(UserFolder(), path[1..]) : path;

    private string UserFolder() =>
        Set(Environment("HOME")) ?? System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);

    private static string? Set(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    private static byte[] ReadAtMost(string path, int limit)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[limit + 1];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return buffer[..length];
    }
}
