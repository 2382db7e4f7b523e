namespace Dinghy.Gateway.Tools.Files;

/// <summary>Files of a workspace that later turns read as instructions: what a document makes a model write there would order every later one about.</summary>
internal static class GuardedFiles
{
    private static readonly HashSet<string> s_names = new([.. PromptFiles.Names.Select(name => name.Split('/')[^1]), "SKILL.md"], StringComparer.OrdinalIgnoreCase);

    private static readonly string[] s_folders = ["skills", "memory"];

    /// <summary>Writing there is asked of an owner, whatever the configuration says.</summary>
    public static ToolTerms TermsOf(ToolInput input) => input.Text("path") is { } path && Holds(path) ? ToolTerms.Owners : ToolTerms.Free;

    /// <summary>Any step of the path, since <c>AGENTS.md/.</c> is that file too.</summary>
    public static bool Holds(string path) => path.Split('/', '\\').Select(step => step.Trim().TrimEnd('.'))
        .Any(step => s_names.Contains(step) || s_folders.Contains(step, StringComparer.OrdinalIgnoreCase));
}
