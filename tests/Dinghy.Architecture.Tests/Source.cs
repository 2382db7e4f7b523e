namespace Dinghy.Architecture.Tests;

/// <summary>The tree as it lies on disk, found from where the tests run.</summary>
internal static class Source
{
    public static string Root => Repository.Root;

    public static IEnumerable<string> FilesIn(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    public static string Name(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');
}
