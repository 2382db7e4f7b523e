using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dinghy.Admin;

namespace Dinghy.Cli;

/// <summary><c>dinghy message send|status|recall</c>: for scripts, as OpenClaw has it.</summary>
internal static class MessageCommand
{
    public static Command Create() => new("message", "Send the robot's message to people, departments and groups, and look after it.") { Send(), Status(), Recall() };

    private static Command Send()
    {
        var to = Several("--to", "Staff ids or names, between commas or one an option.", "people", "--target", "-t");
        var chat = Several("--chat", "Groups: openConversationIds (cid…), or names of groups the robot was heard in.", "groups");
        var departments = Several("--dept", "Departments, by id or name, with everybody below them.", "departments");
        var text = new Option<string?>("--text", "--message", "-m") { Description = "What is said; - or nothing: what comes on stdin." };
        var markdown = new Option<bool>("--markdown") { Description = "The text is markdown. Else it goes as it stands." };
        var account = new Option<string?>("--account") { Description = "Whose robot says it.", HelpName = "name" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show to whom it would go." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Also to more people than tools.organisation.confirm_above." };
        var command = new Command("send", "Send a message: through the gateway where one runs, else at once.") { to, chat, departments, text, markdown, account, dryRun, yes };
        command.Validators.Add(result =>
        {
            if (result.GetResult(to) is null && result.GetResult(chat) is null && result.GetResult(departments) is null) result.AddError("Say to whom: --to, --chat or --dept.");
        });
        command.SetAction(async (line, ct) =>
        {
            var order = new MessageOrder
            {
                To = Split(line.GetValue(to)),
                Chats = Split(line.GetValue(chat)),
                Departments = Split(line.GetValue(departments)),
                Text = line.GetValue(text) is { } said and not "-" ? said : (await Console.In.ReadToEndAsync(ct)).TrimEnd('\r', '\n'),
                Markdown = line.GetValue(markdown),
                Account = line.GetValue(account),
                DryRun = line.GetValue(dryRun),
                Yes = line.GetValue(yes),
            };
            var report = await new MessageDoor(CommonOptions.Source(line)).SendAsync(order, ct);
            return Tell(line, report, report is null ? "" : order.DryRun ? MessageText.Preview(report) : MessageText.Sent(report));
        });
        return command;
    }

    private static Command Status()
    {
        var id = Id();
        var command = new Command("status", "Show whom a message reached, and who has read it.") { id };
        command.SetAction(async (line, ct) =>
        {
            var report = await new MessageDoor(CommonOptions.Source(line)).StatusAsync(line.GetValue(id), ct);
            return Tell(line, report, report is null ? "" : MessageText.Status(report));
        });
        return command;
    }

    private static Command Recall()
    {
        var id = Id();
        var command = new Command("recall", "Take a message back, within 24 hours.") { id };
        command.SetAction(async (line, ct) =>
        {
            var report = await new MessageDoor(CommonOptions.Source(line)).RecallAsync(line.GetValue(id), ct);
            var words = report is { Problem: null } ? string.Create(CultureInfo.InvariantCulture, $"Message {line.GetValue(id)} is taken back.") : "";
            return Tell(line, report, words, mustArrive: false);
        });
        return command;
    }

    /// <summary>Data on stdout, troubles on stderr; what did not reach everybody is a failure for a script.</summary>
    private static int Tell(ParseResult line, MessageReport? report, string words, bool mustArrive = true)
    {
        if (report is null) return ExitCodes.BadConfig;
        if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(report, CliJson.Default.MessageReport));
        else if (words.Length > 0) Shell.Print(words);
        if (report.Problem is { } problem) Shell.Say(problem);
        if (report.NeedsYes) return ExitCodes.Usage;
        return report.Problem is null && (!mustArrive || report.IsWhole) ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static Option<string[]> Several(string name, string description, string help, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = help, AllowMultipleArgumentsPerToken = false };

    private static string[] Split(string[]? written) => [.. (written ?? []).SelectMany(one => one.Split([',', '，'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private static Argument<long> Id() => new("message") { Description = "Its number, as send shows it." };
}
