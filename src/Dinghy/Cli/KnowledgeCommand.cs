using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Knowledge;

namespace Dinghy.Cli;

/// <summary><c>dinghy knowledge add|list|test|reindex</c>: the folders of documents that agents search.</summary>
internal static class KnowledgeCommand
{
    private static readonly Option<string> s_agent = new("--agent") { Description = "Whose.", HelpName = "id", DefaultValueFactory = _ => AgentConfig.DefaultId };

    public static Command Create() => new("knowledge", "Folders of documents that agents search.") { KnowledgeAddCommand.Create(), List(), Test(), Reindex() };

    private static Command List()
    {
        var command = new Command("list", "Show the folders, what is in the index, and which files can not be read.");
        command.SetAction(line =>
        {
            if (ConfigOutcome.Load(CommonOptions.Source(line)) is not { } config) return ExitCodes.BadConfig;
            var report = new KnowledgeDoor(config).List();
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.KnowledgeListReport) : Text(report));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Test()
    {
        var question = new Argument<string>("question") { Description = "As somebody would ask." };
        var person = new Option<string?>("--as") { Description = "Search what this person may see, in private; without it, everything.", HelpName = "staff id" };
        var group = new Option<string?>("--group") { Description = "Search what may be told in this group.", HelpName = "cid" };
        var account = new Option<string?>("--account") { Description = "With --as: whose directory; else the first's.", HelpName = "id" };
        var command = new Command("test", "Show what a question finds, the best first.") { question, s_agent, person, group, account };
        command.SetAction(async (line, ct) =>
        {
            if (ConfigOutcome.Load(CommonOptions.Source(line)) is not { } config) return ExitCodes.BadConfig;
            if (config.Agents.Find(line.GetValue(s_agent)!) is not { } agent)
            {
                Shell.Say($"There is no agent {line.GetValue(s_agent)}.");
                return ExitCodes.Usage;
            }

            var (who, where) = (line.GetValue(person), line.GetValue(group));
            var asker = who is null && where is null ? null : new Asker(line.GetValue(account) ?? config.Accounts.Select(one => one.Id).FirstOrDefault() ?? "main", who, where);
            var report = await new KnowledgeDoor(config).TestAsync(agent, line.GetValue(question)!, asker, ct);
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.KnowledgeTestReport) : Text(report));
            if (report.Hidden.Count > 0) Shell.Say($"Not searched, since they are not for this asker: {string.Join(", ", report.Hidden)}.");
            return report.Passages.Count > 0 ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static Command Reindex()
    {
        var command = new Command("reindex", "Look through the folders now: by the running gateway, else here.");
        command.SetAction(async (line, ct) =>
        {
            if (ConfigOutcome.Load(CommonOptions.Source(line)) is not { } config) return ExitCodes.BadConfig;
            var door = new KnowledgeDoor(config);
            var done = await door.ReindexAsync(ct);
            var report = door.List();
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.KnowledgeListReport) : Text(report));
            if (!done) Shell.Say("The gateway is still reading; \"dinghy knowledge list\" shows how far it is.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Text(KnowledgeListReport report) => report.Folders.Count == 0
        ? "No agent has a folder of documents; \"dinghy knowledge add <folder>\" adds one."
        : string.Join('\n', report.Folders.Select(folder => string.Join('\n',
        [
            Line($"{folder.Name} [{folder.Agent}] {folder.Path}"),
            Line($"  for {folder.VisibleTo}"),
            folder.Scanned is { } at ? Line($"  {folder.Files} file(s), {folder.Passages} passage(s), looked through {at.ToLocalTime():yyyy-MM-dd HH:mm:ss}") : "  not looked through yet",
            .. folder.Problems.Select(problem => Line($"  can not be read: {Printable.Of(problem.File)} ({problem.Problem})")),
        ])));

    private static string Text(KnowledgeTestReport report) => report.Passages.Count == 0
        ? $"Nothing found in: {(report.Visible.Count == 0 ? "no folder" : string.Join(", ", report.Visible))}."
        : string.Join("\n\n", report.Passages.Select((passage, i) => string.Join('\n',
        [
            Line($"{i + 1}. [{Printable.Of(passage.Source)}] in {passage.Folder}, score {passage.Score:0.####}{(passage.Heading.Length > 0 ? $", under: {Printable.Of(passage.Heading)}" : "")}"),
            .. passage.Text.Split('\n').Select(row => $"   {string.Concat(row.Where(c => c == '\t' || !char.IsControl(c)))}"),
        ])));

    private static string Line(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
