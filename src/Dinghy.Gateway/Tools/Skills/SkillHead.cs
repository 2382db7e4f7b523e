using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Dialects;

namespace Dinghy.Gateway.Tools.Skills;

/// <summary>A SKILL.md's front matter: <c>name</c>, <c>description</c>, and what it needs, by itself or under <c>metadata.openclaw</c>.</summary>
internal sealed class SkillHead(MapNode? root)
{
    private readonly FoldedMap _root = new(root);

    public string? Text(string key) => _root.Text(key);

    public IReadOnlyList<string> Systems => Texts(Gates.Find("os"));

    public IReadOnlyList<string> Programs => Texts(Requires.Find("bins"));

    /// <summary>One of them is enough.</summary>
    public IReadOnlyList<string> AnyProgram => Texts(Requires.Find("any_bins"));

    public IReadOnlyList<string> Variables => Texts(Requires.Find("env"));

    private FoldedMap Requires => new(Gates.Map("requires"));

    private FoldedMap Gates
    {
        get
        {
            var metadata = new FoldedMap(_root.Map("metadata"));
            string[] names = ["dinghy", "openclaw", "clawdbot", "nanobot", "picoclaw"];
            return names.Select(name => metadata.Map(name)).FirstOrDefault(map => map is not null) is { } own ? new FoldedMap(own)
                : _root.Find("requires") is not null || _root.Find("os") is not null ? _root : metadata;
        }
    }

    private static IReadOnlyList<string> Texts(ConfigNode? node) => node switch
    {
        ListNode list => [.. list.Items.OfType<ScalarNode>().Select(item => item.Text)],
        ScalarNode { Kind: ScalarKind.Text, Text.Length: > 0 } one => [one.Text],
        _ => [],
    };
}

/// <summary>What this machine has.</summary>
/// <param name="HasProgram">By its name on the path.</param>
/// <param name="HasVariable">By its name in the environment.</param>
/// <param name="System"><c>linux</c>, <c>darwin</c> or <c>win32</c>.</param>
internal sealed record SkillNeeds(Func<string, bool> HasProgram, Func<string, bool> HasVariable, string System)
{
    public static SkillNeeds OfThisMachine { get; } = new(
        program => Exec.ChildGroup.Find(program) is not null || Exec.ChildGroup.Find(program + ".exe") is not null,
        name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)),
        OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux");

    /// <summary>Null: nothing is missing.</summary>
    public string? Missing(SkillHead head)
    {
        if (head.Systems.Count > 0 && !head.Systems.Contains(System, StringComparer.OrdinalIgnoreCase)) return $"it is for {string.Join(", ", head.Systems)}";
        if (head.Programs.FirstOrDefault(program => !HasProgram(program)) is { } program) return $"the program {program} is not installed";
        if (head.AnyProgram.Count > 0 && !head.AnyProgram.Any(HasProgram)) return $"none of {string.Join(", ", head.AnyProgram)} is installed";
        return head.Variables.FirstOrDefault(name => !HasVariable(name)) is { } variable ? $"the variable {variable} is not set" : null;
    }
}
