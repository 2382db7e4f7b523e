using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Dialects;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Migration;

internal enum HostKind { PicoClaw, OpenClaw }

/// <summary>Another program's installation, where it lies. It is only ever read.</summary>
/// <param name="Kind">Whose.</param>
/// <param name="Folder">Its home folder, absolute.</param>
/// <param name="ConfigFile">Absolute.</param>
internal sealed record Installation(HostKind Kind, string Folder, string ConfigFile)
{
    /// <summary>Where that program would look: the folder given, its own variables, then its usual place.</summary>
    public static Installation Find(HostKind kind, string? folder, Func<string, string?> environment)
    {
        var home = Set(environment("HOME")) ?? System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);
        var (variable, usual, file, config) = kind == HostKind.PicoClaw
            ? ("PICOCLAW_HOME", ".picoclaw", "config.json", "PICOCLAW_CONFIG")
            : ("OPENCLAW_STATE_DIR", ".openclaw", "openclaw.json", "OPENCLAW_CONFIG_PATH");
        var root = Path.GetFullPath(folder ?? Set(environment(variable)) ?? Path.Join(home, usual));
        return new(kind, root, folder is null && Set(environment(config)) is { } named ? Path.GetFullPath(named) : Path.Join(root, file));
    }

    /// <summary>Whether a path, links followed, is that program's.</summary>
    public bool Holds(string path)
    {
        var (real, theirs) = (Real(path), Real(Folder));
        return real == Real(ConfigFile) || real == theirs || real.StartsWith(theirs + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    private static string Real(string path)
    {
        if (new FileInfo(path) is { Exists: true, LinkTarget: not null } link) path = link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        // What is not there yet would come to lie in its folder.
        return Path.Exists(path) ? RealFile.Resolve(path) : Path.GetDirectoryName(path) is { } folder ? Path.Join(Real(folder), Path.GetFileName(path)) : path;
    }

    /// <summary>Variables that only that program knows: its <c>.env</c>, and OpenClaw's <c>env.vars</c>.</summary>
    public IReadOnlyDictionary<string, string> Variables(MapNode config)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        var file = Path.Join(Folder, ".env");
        foreach (var line in (OldFile.Text(file, _ => { }) ?? "").Split('\n').Take(1000))
            if (Variable(line) is var (name, value)) variables[name] = value;
        var env = new FoldedMap(config).Map("env");
        foreach (var entry in env is null ? [] : (new FoldedMap(env).Map("vars") ?? env).Entries)
            if (entry.Value is ScalarNode { Kind: ScalarKind.Text } text) variables.TryAdd(entry.Key, text.Text);
        return variables;
    }

    /// <summary>A folder as that program writes it: <c>~</c> is the person's home.</summary>
    /// <returns>Null: it can be no path.</returns>
    public string? PathOf(string written, Func<string, string?> environment) => written.Contains('\0') ? null :
        Path.GetFullPath(written.StartsWith("~/", StringComparison.Ordinal) ? Path.Join(UsualHome(environment), written[1..]) : written, Folder);

    // A copied installation keeps its paths; the folder beside it is what is meant.
    private string UsualHome(Func<string, string?> environment) =>
        Path.GetFileName(Folder) is ".picoclaw" or ".openclaw" ? Path.GetDirectoryName(Folder)! : Set(environment("HOME")) ?? "";

    private static (string Name, string Value)? Variable(string line)
    {
        line = line.Trim();
        if (line.StartsWith("export ", StringComparison.Ordinal)) line = line[7..];
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        return equals <= 0 || line[0] == '#' ? null : (line[..equals].Trim(), line[(equals + 1)..].Trim().Trim('"', '\''));
    }

    private static string? Set(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
