using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dinghy.Admin;

namespace Dinghy.Cli;

/// <summary><c>dinghy cron list|add|edit|rm|enable|disable|run|runs|status</c>, in the words of both programs that people come from.</summary>
internal static class CronCommand
{
    public static Command Create()
    {
        var cron = new Command("cron", "See and set what is said or done at times.") { List(), Add(), Edit() };
        cron.Aliases.Add("schedules");
        cron.Add(Act("rm", "Remove a schedule, with its runs.", "Removed", "remove", "delete"));
        cron.Add(Act("enable", "Take a paused schedule up again.", "Enabled"));
        cron.Add(Act("disable", "Pause a schedule.", "Paused"));
        cron.Add(Act("run", "Run a schedule now; its times stay. Needs a running gateway.", "Running"));
        cron.Add(Runs());
        return cron;
    }

    private static Command List()
    {
        var command = new Command("list", "Show every schedule, whoever made it.");
        command.Aliases.Add("status");
        command.SetAction(async (line, ct) =>
        {
            if (await new CronDoor(CommonOptions.Source(line)).ListAsync(ct) is not { } report) return ExitCodes.BadConfig;
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.ScheduleListReport) : CronText.Of(report));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Runs()
    {
        var id = Id();
        var command = new Command("runs", "Show when a schedule was due and what came of it, the last first.") { id };
        command.SetAction(async (line, ct) =>
        {
            if (await new CronDoor(CommonOptions.Source(line)).RunsAsync(line.GetValue(id), ct) is not { } report) return ExitCodes.BadConfig;
            if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(report, CliJson.Default.ScheduleRunsReport));
            else if (report.TimeZone is { } zone) Shell.Print(CronText.Of(report, zone));
            if (report.Problem is not { } problem) return ExitCodes.Ok;
            Shell.Say(problem);
            return ExitCodes.Failed;
        });
        return command;
    }

    private static Command Add()
    {
        var options = new CronOptions();
        var command = new Command("add", "Make a schedule: say what, when and to whom.");
        options.AddTo(command, withTarget: true);
        command.SetAction(async (line, ct) => Tell(line, "Added", await new CronDoor(CommonOptions.Source(line)).AddAsync(options.Read(line), ct)));
        return command;
    }

    private static Command Edit()
    {
        var (options, id) = (new CronOptions(), Id());
        var command = new Command("edit", "Change a schedule; what is not named stays.") { id };
        options.AddTo(command, withTarget: false);
        command.SetAction(async (line, ct) => Tell(line, "Changed", await new CronDoor(CommonOptions.Source(line)).EditAsync(line.GetValue(id), options.Read(line), ct)));
        return command;
    }

    private static Command Act(string action, string description, string done, params string[] aliases)
    {
        var id = Id();
        var command = new Command(action, description) { id };
        foreach (var alias in aliases) command.Aliases.Add(alias);
        command.SetAction(async (line, ct) => Tell(line, done, await new CronDoor(CommonOptions.Source(line)).DoAsync(action, line.GetValue(id), ct)));
        return command;
    }

    private static int Tell(ParseResult line, string done, ScheduleAnswerReport? report)
    {
        if (report is null) return ExitCodes.BadConfig;
        if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(report, CliJson.Default.ScheduleAnswerReport));
        else if (report.Schedule is { } one) Shell.Print($"{done} schedule {one.Id.ToString(CultureInfo.InvariantCulture)}.{CronText.Next(one)}");
        if (report.Problem is { } problem) Shell.Say(problem);
        return report.Problem is null ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static Argument<long> Id() => new("id") { Description = "The schedule's number, as list shows it." };
}
