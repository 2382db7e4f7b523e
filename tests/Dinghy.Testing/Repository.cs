namespace Dinghy.Testing;

/// <summary>The sources that these tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Dinghy.slnx"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No Dinghy.slnx above the tests.");
        return folder;
    }
}
