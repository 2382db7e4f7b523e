using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Dialects;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Migration;

internal enum HostKind { PicoClaw, OpenClaw }

/// <summary>Another program's installation, where it lies. It is only ever read.</summary>
/// <param name="Kind">Whose.</param>
/// <param name="Folder">Its home folder, absolute.</param>
/// <param name="ConfigFile">Absolute.</param>
/// <param name="IsNamed">Somebody said where it is: what its files say of the usual home then means this folder, and no other installation's.</param>
internal sealed record Installation(HostKind Kind, string Folder, string ConfigFile, bool IsNamed)
{
    private string UsualName => Kind == HostKind.PicoClaw ? ".picoclaw" : ".openclaw";

    /// <summary>Where that program would look: the folder given, its own variables, then its usual place.</summary>
    public static Installation Find(HostKind kind, string? folder, Func<string, string?> environment)
    {
        var home = Set(environment("HOME")) ?? System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);
        var (variable, usual, file, config) = kind == HostKind.PicoClaw
            ? ("PICOCLAW_HOME", ".picoclaw", "config.json", "PICOCLAW_CONFIG")
            : ("OPENCLAW_STATE_DIR", ".openclaw", "openclaw.json", "OPENCLAW_CONFIG_PATH");
        var root = Path.GetFullPath(folder ?? Set(environment(variable)) ?? Path.Join(home, usual));
        return new(kind, root, folder is null && Set(environment(config)) is { } named ? Path.GetFullPath(named) : Path.Join(root, file), folder is not null);
    }

    /// <summary>Variables that only that program knows: its <c>.env</c>, and OpenClaw's <c>env.vars</c>.</summary>
    /// <param name="config">As it is written.</param>
    /// <param name="left">Told why a file is not read.</param>
    public IReadOnlyDictionary<string, string> Variables(MapNode config, Action<string> left) =>
        HostVariables.Read(OldFile.Text(Path.Join(Folder, HostVariables.File), left), config);

    /// <summary>A folder as that program writes it: <c>~</c> is the person's home.</summary>
    /// <returns>Null: it can be no path.</returns>
    public string? PathOf(string written, Func<string, string?> environment)
    {
        if (written.Contains('\0') || written.Length > 4096) return null;
        var literal = Path.GetFullPath(written == "~" || written.StartsWith("~/", StringComparison.Ordinal) ? UsualHome(environment) + written[1..] : written, Folder);
        return Beneath(written) is { } rest && (IsNamed || !Directory.Exists(literal)) ? Path.GetFullPath(rest, Folder) : literal;
    }

    /// <summary>Whether a path, through every link, is this installation's or lies in it: nothing of ours may be written there.</summary>
    public bool Holds(string path)
    {
        var real = Real(path);
        return Is(real, Real(Folder)) || real == Real(ConfigFile);
    }

    private static string Real(string path)
    {
        if (new FileInfo(path) is { Exists: true, LinkTarget: not null } link) path = link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        // What is not there yet would come to lie in its folder.
        return Path.Exists(path) ? RealFile.Resolve(path) : Path.GetDirectoryName(path) is { } folder ? Path.Join(Real(folder), Path.GetFileName(path)) : path;
    }

    // A copied installation keeps its paths: what lay in its home lies here.
    private string? Beneath(string written)
    {
        var parts = written.Replace('\\', '/').Split('/');
        var at = Array.IndexOf(parts, UsualName);
        return at < 0 || Path.IsPathRooted(written) == (parts[0] == "~") ? null : string.Join('/', parts[(at + 1)..]);
    }

    private string UsualHome(Func<string, string?> environment) =>
        Path.GetFileName(Folder) == UsualName ? Path.GetDirectoryName(Folder)! : Set(environment("HOME")) ?? "";

    private static bool Is(string path, string folder) =>
        path == folder || path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string? Set(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
