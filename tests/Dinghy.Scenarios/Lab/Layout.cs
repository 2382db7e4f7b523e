using System.Runtime.InteropServices;

namespace Dinghy.Scenarios.Lab;

/// <summary>Where the built program lies, seen from our own output, and what environment it gets.</summary>
internal static class Layout
{
    /// <summary>artifacts/bin/Dinghy/&lt;configuration&gt;/dinghy, beside artifacts/bin/Dinghy.Scenarios/&lt;configuration&gt;.</summary>
    public static string Program { get; } = Find();

    /// <summary>The folder of the sources.</summary>
    public static string Root => Repository.Root;

    /// <summary>Nothing of the machine's: no proxy, no key, no other home.</summary>
    public static IEnumerable<(string Name, string Value)> Environment(string home) =>
    [
        ("PATH", System.Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin"),
        ("HOME", home),
        ("TMPDIR", home),
        ("DOTNET_ROOT", Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."))),
        ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"),
        // Several run at once beside the tests: each needs one heap, not one per core.
        ("DOTNET_gcServer", "0"),
    ];

    private static string Find()
    {
        var ours = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Path.Combine(ours.Parent!.Parent!.FullName, "Dinghy", ours.Name, "dinghy");
        return File.Exists(program) ? program : throw new FileNotFoundException("Build src/Dinghy in the same configuration first.", program);
    }
}
