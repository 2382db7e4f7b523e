using System.CommandLine;
using System.Text.Json;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Tools.Skills;

namespace Dinghy.Cli;

/// <summary><c>dinghy skills list</c>: the skills an agent finds, and why one is left out.</summary>
internal static class SkillsCommand
{
    public static Command Create() => new("skills", "Look at the skills of agents.") { List() };

    private static Command List()
    {
        var agent = new Option<string>("--agent") { Description = "Whose skills.", HelpName = "id", DefaultValueFactory = _ => AgentConfig.DefaultId };
        var command = new Command("list", "List an agent's skills.") { agent };
        command.SetAction(line =>
        {
            if (ConfigOutcome.Load(CommonOptions.Source(line)) is not { } config) return ExitCodes.BadConfig;
            if (config.Agents.Find(line.GetValue(agent)!) is not { } found)
            {
                Shell.Say($"There is no agent {line.GetValue(agent)}. There are: {string.Join(", ", config.Agents.All.Select(one => one.Id))}");
                return ExitCodes.Usage;
            }

            var skills = SkillShelf.Of(found.Workspace, config.Home, found.Skills).All().Select(skill => new SkillReport(skill.Name, skill.Description, skill.Folder, skill.Missing)).ToList();
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(new SkillListReport(found.Id, skills), CliJson.Default.SkillListReport)
                : skills.Count == 0 ? "No skills. Put a folder with a SKILL.md into the workspace's or the home folder's skills folder."
                : string.Join('\n', skills.Select(skill => $"{skill.Name}{(skill.Missing is { } why ? $" (left out: {why})" : "")}{(skill.Description.Length > 0 ? $": {skill.Description}" : "")}\n  {skill.Folder}")));
            return ExitCodes.Ok;
        });
        return command;
    }
}

/// <param name="Name">Of the skill.</param>
/// <param name="Description">When to use it.</param>
/// <param name="Folder">Where it lies.</param>
/// <param name="Missing">Why it is left out; null: it is used.</param>
internal sealed record SkillReport(string Name, string Description, string Folder, string? Missing);

internal sealed record SkillListReport(string Agent, IReadOnlyList<SkillReport> Skills);
