using System.CommandLine;
using System.Text.Json;
using Dinghy.Gateway.Configuration;
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
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.KnowledgeListReport) : KnowledgeText.Of(report));
            if (report.Folders.Any(folder => folder is { Scanned: null, Missing: false })) Shell.Say(KnowledgeText.HowToRead);
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
                Shell.Say($"There is no agent {line.GetValue(s_agent)}. There are: {string.Join(", ", config.Agents.All.Select(one => one.Id))}");
                return ExitCodes.Usage;
            }

            var (who, where) = (line.GetValue(person), line.GetValue(group));
            var asker = who is null && where is null ? null : new Asker(line.GetValue(account) ?? config.Accounts.Select(one => one.Id).FirstOrDefault() ?? "main", who, where);
            var report = await new KnowledgeDoor(config).TestAsync(agent, line.GetValue(question)!, asker, ct);
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.KnowledgeTestReport) : KnowledgeText.Of(report));
            if (report.Unread.Count > 0) Shell.Say($"Not looked through yet: {string.Join(", ", report.Unread)}. {KnowledgeText.HowToRead}");
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
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.KnowledgeListReport) : KnowledgeText.Of(report));
            if (!done) Shell.Say("The gateway is still reading; \"dinghy knowledge list\" shows how far it is.");
            return ExitCodes.Ok;
        });
        return command;
    }
}
