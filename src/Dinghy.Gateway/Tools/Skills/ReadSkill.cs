using Dinghy.Gateway.Models;
using Dinghy.Gateway.Tools.Files;

namespace Dinghy.Gateway.Tools.Skills;

/// <summary>A skill's instructions, or another text file of its folder.</summary>
internal sealed class ReadSkill(SkillShelf shelf) : ITool
{
    private const int MaxChars = 30_000;

    public ToolDeclaration Declaration { get; } = new(
        "read_skill",
        "Reads a skill: the instructions for a task, by the name in the list of skills; or a file that they name.",
        """
        {"type":"object","properties":{"name":{"type":"string","description":"The skill."},"file":{"type":"string","description":"A file of the skill's folder; left out: its instructions."}},"required":["name"]}
        """);

    public ToolEffect Effect => ToolEffect.None;

    public Task<ToolResult> RunAsync(ToolInput input, ToolTurn turn, CancellationToken ct) => Task.FromResult(Read(input));

    private ToolResult Read(ToolInput input)
    {
        if (input.Text("name") is not { } name) return ToolResult.Error("Not read: name is missing.");
        var skills = shelf.Usable();
        if (skills.FirstOrDefault(skill => skill.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } found)
            return ToolResult.Error($"There is no such skill. {(skills.Count == 0 ? "There are none." : $"There are: {string.Join(", ", skills.Select(skill => skill.Name))}.")}");
        var file = input.Text("file") ?? Skill.FileName;
        var (text, why) = FileText.Read(new TalkFiles(new Workspace(found.Folder)), file);
        if (text is null) return ToolResult.Error($"Not read: {why!.Replace("workspace", "skill", StringComparison.Ordinal)}");
        var words = file == Skill.FileName ? Skill.Body(text.Text) : text.Text;
        return new ToolResult(words.Length <= MaxChars ? words : $"{words[..MaxChars]}\n[cut: the first {MaxChars} of {words.Length} characters]");
    }
}
