using System.Globalization;

namespace Dinghy.Gateway.Tools;

/// <summary>
/// Files of a workspace that go into requests by themselves, in the layouts of OpenClaw and of PicoClaw. Whoever runs the gateway writes them.
/// No tool does, but with an owner's yes to the very call: what one person makes a model write there would speak in everybody's requests.
/// </summary>
internal static class PromptFiles
{
    /// <summary>Of notes by day, those of so many days are read.</summary>
    public const int Days = 3;

    private const string Folder = "memory";

    /// <summary>What the agent is, the same for everybody.</summary>
    public static IReadOnlyList<string> Persona { get; } = ["AGENTS.md", "AGENT.md", "SOUL.md", "IDENTITY.md", "TOOLS.md"];

    /// <summary>What it knows of people.</summary>
    public static IReadOnlyList<string> Personal { get; } = ["USER.md", "MEMORY.md", $"{Folder}/MEMORY.md"];

    private static readonly HashSet<string> s_names = new([.. Persona, .. Personal, "HEARTBEAT.md", "BOOTSTRAP.md"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The notes of the last days, the oldest first.</summary>
    public static IEnumerable<string> Notes(DateOnly today)
    {
        for (var day = today.AddDays(1 - Days); day <= today; day = day.AddDays(1))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{Folder}/{day:yyyy-MM-dd}.md");
            yield return string.Create(CultureInfo.InvariantCulture, $"{Folder}/{day:yyyyMM}/{day:yyyyMMdd}.md");
        }
    }

    /// <summary>The whole of such names.</summary>
    public static IReadOnlySet<string> Names => s_names;

    /// <summary>What is known of people: it goes into the requests of those who may see it, and no tool reads it for anybody.</summary>
    /// <param name="path">Relative to the workspace, without links and steps back.</param>
    public static bool IsPersonal(string path)
    {
        path = path.Replace('\\', '/').TrimStart('/');
        return Personal.Contains(path, StringComparer.OrdinalIgnoreCase) || path.StartsWith($"{Folder}/", StringComparison.OrdinalIgnoreCase) || path.Equals(Folder, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Tools must not write here, unless an owner has said yes to the very call.</summary>
    /// <param name="path">Relative to the workspace, without links and steps back.</param>
    public static bool IsOne(string path)
    {
        path = path.Replace('\\', '/').TrimStart('/');
        return s_names.Contains(path) || path.StartsWith($"{Folder}/", StringComparison.OrdinalIgnoreCase) || path.Equals(Folder, StringComparison.OrdinalIgnoreCase);
    }
}
