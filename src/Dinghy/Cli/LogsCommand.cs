using System.CommandLine;
using System.Globalization;
using Dinghy.LogBook;

namespace Dinghy.Cli;

/// <summary><c>dinghy logs</c>: the log files of a home, beside a running gateway or without one.</summary>
internal static class LogsCommand
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    public static Command Create()
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what comes, until Ctrl-C." };
        var grep = new Option<string?>("--grep") { Description = "Only lines with this in them, in any case of letters: a staff id, a msgId, an event id.", HelpName = "words" };
        var turn = new Option<long?>("--turn") { Description = "Only lines of this turn.", HelpName = "number" };
        var level = new Option<string?>("--level") { Description = "Only lines of this level and above: debug, info, warn, error.", HelpName = "level" };
        level.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && LogEntry.LevelOf(token.Value) is null) result.AddError("--level is one of: trace, debug, info, warn, error, critical.");
        });
        var since = new Option<string?>("--since") { Description = "Only what came after: 30m, 2h, 3d, or a date with or without a time.", HelpName = "time" };
        since.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && LogFilter.ParseSince(token.Value, TimeProvider.System.GetUtcNow()) is null) result.AddError("--since is how long ago (30m, 2h, 3d) or a time (2026-11-26, \"2026-11-26 08:00\").");
        });
        var lines = new Option<int>("--lines", "-n") { Description = "How many of the newest.", HelpName = "number", DefaultValueFactory = _ => 200 };
        lines.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value is < 0 or > 1_000_000) result.AddError("--lines is a number from 0 to 1000000.");
        });
        var command = new Command("logs", "Show the gateway's log: who wrote (senderStaffId, senderId), what became of it, what went wrong. Never message texts, unless logs.texts is on.") { follow, grep, turn, level, since, lines };
        command.SetAction(async (line, ct) =>
        {
            var home = CommonOptions.Source(line).HomeFolder();
            var filter = new LogFilter
            {
                Grep = line.GetValue(grep),
                Turn = line.GetValue(turn),
                Level = LogEntry.LevelOf(line.GetValue(level)) ?? LogLevel.Trace,
                Since = line.GetValue(since) is { } text ? LogFilter.ParseSince(text, TimeProvider.System.GetUtcNow()) : null,
            };
            // Before the look back: what comes in between is shown twice rather than never.
            using var following = line.GetValue(follow) ? new LogFollower(home) : null;
            var found = LogReader.Last(home, filter, line.GetValue(lines));
            Print(found, line.GetValue(CommonOptions.Json));
            if (found.Count == 0 && following is null) Shell.Say(LogFolder.Files(LogFolder.In(home)).Count == 0 ? $"There is no log in {LogFolder.In(home)} yet: no gateway has run on this home, or logs.files is off." : "No line fits.");
            while (following is not null)
            {
                await Task.Delay(s_look, TimeProvider.System, ct);
                Print(following.ReadNew().Where(filter.Fits), line.GetValue(CommonOptions.Json));
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Print(IEnumerable<LogEntry> entries, bool json)
    {
        foreach (var entry in entries) Shell.Print(json ? entry.ToJson() : entry.ToText());
    }
}
