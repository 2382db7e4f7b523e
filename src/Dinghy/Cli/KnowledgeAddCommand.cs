using System.CommandLine;
using System.Globalization;
using Dinghy.Admin;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;

namespace Dinghy.Cli;

/// <summary><c>dinghy knowledge add</c>: one more folder in the configuration; everything else in the file stays.</summary>
internal static class KnowledgeAddCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Of md, txt, html, csv, docx, xlsx, pptx and pdf files." };
        var agent = new Option<string>("--agent") { Description = "Who may search it.", HelpName = "id", DefaultValueFactory = _ => AgentConfig.DefaultId };
        var name = new Option<string?>("--name") { Description = "What people and models call it; else the folder's own name.", HelpName = "name" };
        var people = Many<string>("--person", "Only for this person, in private.", "staff id");
        var departments = Many<long>("--dept", "Only for this department and those below it, in private.", "dept id");
        var groups = Many<string>("--group", "Only in this group.", "cid");
        var command = new Command("add", "Add a folder for an agent to search; a running gateway takes it up by itself.") { folder, agent, name, people, departments, groups };
        command.SetAction(async (line, ct) =>
        {
            var source = CommonOptions.Source(line);
            if (ConfigOutcome.Load(source) is not { } config) return ExitCodes.BadConfig;
            var path = Path.GetFullPath(line.GetValue(folder)!);
            var id = line.GetValue(agent)!;
            var index = config.Agents.List.ToList().FindIndex(one => one.Id == id);
            if (Refusal(config, id, path) is { } why)
            {
                Shell.Say(why);
                return ExitCodes.Failed;
            }

            var key = id == AgentConfig.DefaultId ? "agents.default.knowledge" : string.Create(CultureInfo.InvariantCulture, $"agents.list[{index}].knowledge");
            var entry = Entry(path, line.GetValue(name), line.GetValue(people)!, line.GetValue(departments)!, line.GetValue(groups)!);
            var editor = new ConfigEditor(source, new ConfigHistory(source.HomeFolder(), TimeProvider.System));
            var result = await new ConfigAudit(source).KeepAsync("append", key, () => editor.Append(key, entry), ct);
            foreach (var fault in result.Faults) Shell.Say($"fault: {fault}");
            foreach (var warning in result.Warnings) Shell.Say($"warning: {warning}");
            Shell.Say(result.Sentence);
            if (result.Done && RunningGateway.Find(config.Home) is null) Shell.Say(KnowledgeText.HowToRead);
            return result.Done ? ExitCodes.Ok : result.Faults.Count > 0 ? ExitCodes.BadConfig : ExitCodes.Failed;
        });
        return command;
    }

    private static string? Refusal(DinghyConfig config, string agent, string path)
    {
        if (config.Agents.Find(agent) is not { } known) return $"There is no agent {agent}; there are: {string.Join(", ", config.Agents.All.Select(one => one.Id))}.";
        if (!Directory.Exists(path)) return $"There is no folder {path}.";
        return known.Knowledge.Any(folder => folder.Path == path) ? $"{agent} has {path} already." : null;
    }

    private static string Entry(string path, string? name, string[] people, long[] departments, string[] groups)
    {
        List<string> visible = [.. Listed("people", people.Select(JsonEdit.Quote)), .. Listed("departments", departments.Select(id => id.ToString(CultureInfo.InvariantCulture))), .. Listed("groups", groups.Select(JsonEdit.Quote))];
        List<string> keys = [$"\"path\": {Value(path)}", .. name is null ? [] : new[] { $"\"name\": {Value(name)}" }, .. visible.Count == 0 ? [] : new[] { $"\"visible_to\": {{ {string.Join(", ", visible)} }}" }];
        return $"{{ {string.Join(", ", keys)} }}";
    }

    private static IEnumerable<string> Listed(string key, IEnumerable<string> values) => string.Join(", ", values) is { Length: > 0 } all ? [$"\"{key}\": [{all}]"] : [];

    // In our file ${ begins a variable.
    private static string Value(string text) => JsonEdit.Quote(text.Replace("${", "$${", StringComparison.Ordinal));

    private static Option<T[]> Many<T>(string name, string description, string help) =>
        new(name) { Description = $"{description} May be repeated.", HelpName = help, AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
}
