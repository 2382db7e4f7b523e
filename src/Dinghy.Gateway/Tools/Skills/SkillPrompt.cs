using System.Text;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Tools.Skills;

/// <summary>The list of skills in the request: names and what each is for; the rest is read when it is needed.</summary>
internal sealed class SkillPrompt(SkillShelf shelf) : IPromptSource
{
    /// <summary>UTF-16 characters of the whole list.</summary>
    public const int MaxChars = 8_000;

    public ValueTask<PromptPart?> ReadAsync(TurnContext context, CancellationToken ct)
    {
        var skills = shelf.Usable();
        if (skills.Count == 0) return ValueTask.FromResult<PromptPart?>(null);
        var text = new StringBuilder("# Skills\nInstructions for particular tasks. When one fits what is asked, call read_skill with its name before you begin.\n");
        var left = 0;
        foreach (var line in skills.Select(skill => $"- {skill.Name}: {skill.Description}\n"))
        {
            if (text.Length + line.Length > MaxChars) left++;
            else text.Append(line);
        }

        if (left > 0) text.Append("- (more that do not fit here)\n");
        return ValueTask.FromResult<PromptPart?>(new PromptPart(text.ToString().TrimEnd(), Stable: true));
    }
}
