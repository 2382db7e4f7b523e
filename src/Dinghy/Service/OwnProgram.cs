namespace Dinghy.Service;

/// <summary>How this program is started again, also after an upgrade has put another file in its place.</summary>
internal static class OwnProgram
{
    private const string Replaced = " (deleted)";

    /// <summary>The absolute path first; two words where the runtime is a program of its own.</summary>
    public static IReadOnlyList<string> Words => Of(Environment.ProcessPath, Path.Join(AppContext.BaseDirectory, "dinghy.dll"));

    /// <summary>Null: the program brings its runtime, or finds it.</summary>
    public static string? DotnetRoot => Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root ? root : null;

    internal static IReadOnlyList<string> Of(string? process, string assembly)
    {
        // Linux says so of a running program whose file was replaced.
        var path = process?.EndsWith(Replaced, StringComparison.Ordinal) == true ? process[..^Replaced.Length] : process ?? "dinghy";
        return Path.GetFileNameWithoutExtension(path) == "dotnet" ? [path, assembly] : [path];
    }
}
