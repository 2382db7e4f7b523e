using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Diagnostics;

namespace Dinghy.Cli;

/// <summary><c>dinghy config pending|approve|deny</c>: changes that somebody wanted in the web console and that somebody at the machine has to confirm.</summary>
internal static class ConfigPendingCommands
{
    public static IEnumerable<Command> Create() => [List(), Approve(), Deny()];

    private static Command List()
    {
        var command = new Command("pending", "Show the changes from the web console that wait for a yes; secrets as ***.");
        command.SetAction(line =>
        {
            var waiting = Waiting(line).List();
            if (line.GetValue(CommonOptions.Json))
            {
                Shell.Print(JsonSerializer.Serialize([.. waiting.Select(one => new WaitingChange(one.Id, one.By, one.At, one.Needs))], CliJson.Default.ListWaitingChange));
                return ExitCodes.Ok;
            }

            if (waiting.Count == 0) Shell.Say("Nothing waits.");
            foreach (var change in waiting) Tell(line, change);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Approve()
    {
        var id = Id();
        var command = new Command("approve", "Make a change that waits, and show what it changes.") { id };
        command.SetAction(async (line, ct) =>
        {
            if (Find(line, line.GetValue(id)!) is not { } change) return ExitCodes.Failed;
            Tell(line, change);
            var source = CommonOptions.Source(line);
            var editor = new ConfigEditor(source, new ConfigHistory(source.HomeFolder(), TimeProvider.System)) { Expected = change.Version };
            var result = await new ConfigAudit(source).KeepAsync("approve", string.Join(' ', change.Needs), () => editor.Confirm(change.Text), ct);
            // What was made for another text of the file can never be made any more.
            if (result.Done || result.Changed) Waiting(line).Remove(change.Id);
            return ConfigEditCommands.Tell(result.Changed ? result with { Sentence = $"{result.Sentence} The change is dropped; make it again." } : result);
        });
        return command;
    }

    private static Command Deny()
    {
        var id = Id();
        var command = new Command("deny", "Drop a change that waits.") { id };
        command.SetAction(line =>
        {
            if (Find(line, line.GetValue(id)!) is not { } change) return ExitCodes.Failed;
            Waiting(line).Remove(change.Id);
            Shell.Say($"The change {change.Id} of {Printable.Line(change.By)} is dropped.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Argument<string> Id() => new("id") { Description = "As \"dinghy config pending\" and the console show it." };

    private static PendingChanges Waiting(ParseResult line) => new(CommonOptions.Source(line).HomeFolder(), TimeProvider.System);

    private static PendingChange? Find(ParseResult line, string id)
    {
        if (Waiting(line).Find(id) is { } change) return change;
        Shell.Say($"No change {id} waits.");
        return null;
    }

    private static void Tell(ParseResult line, PendingChange change)
    {
        Shell.Say(string.Create(CultureInfo.InvariantCulture, $"{change.Id}, wanted by {Printable.Line(change.By)} at {change.At.ToLocalTime():yyyy-MM-dd HH:mm:ss}, for: {string.Join(", ", change.Needs.Select(Printable.Line))}"));
        foreach (var each in ConfigEditCommands.Editor(line).DiffTo(change.Text)) Shell.Print(each);
    }

}

/// <summary><c>dinghy config pending --json</c>.</summary>
internal sealed record WaitingChange(string Id, string By, DateTimeOffset At, IReadOnlyList<string> Needs);
