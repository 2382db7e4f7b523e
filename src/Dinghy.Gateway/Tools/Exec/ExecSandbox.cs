using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tools.Exec;

/// <summary>The command inside bubblewrap: it reads the system but not our home folder, writes the workspace and the talk's folder, and has no network.</summary>
internal static class ExecSandbox
{
    /// <summary>Null: isolation is wanted and not there.</summary>
    public static IReadOnlyList<string>? Wrap(IReadOnlyList<string> words, ExecConfig config, string workspace, string folder, string home)
    {
        if (!config.Bubblewrap) return words;
        if (ChildGroup.Find("bwrap") is not { } bwrap) return null;
        return
        [
            bwrap, "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--tmpfs", "/run", "--tmpfs", "/root", "--tmpfs", "/home", "--tmpfs", home,
            "--bind", workspace, workspace, "--bind", folder, folder, "--chdir", folder, "--unshare-all", "--die-with-parent", "--new-session", "--", .. words,
        ];
    }
}
