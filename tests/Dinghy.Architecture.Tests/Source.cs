namespace Dinghy.Architecture.Tests;

/// <summary>The tree as it lies on disk, found from where the tests run.</summary>
internal static class Source
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static IEnumerable<string> FilesIn(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    public static string Name(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static string Find(string? folder) => folder is null
        ? throw new InvalidOperationException("No Dinghy.slnx above the tests.")
        : File.Exists(Path.Combine(folder, "Dinghy.slnx")) ? folder : Find(Path.GetDirectoryName(folder));
}
