using System.CommandLine;
using System.Text.Json;

namespace Dinghy.Cli;

/// <summary><c>dinghy trace</c>, <c>resend</c> and <c>retry</c>: what became of one message, and doing it once more.</summary>
internal static class TraceCommand
{
    public static Command Create()
    {
        var turn = Turn();
        var raw = new Option<bool>("--raw") { Description = "With the frame as DingTalk sent it, secrets removed. It holds what the person wrote." };
        var command = new Command("trace", "Show what became of a message, step by step.") { turn, raw };
        command.SetAction(async (line, ct) =>
        {
            var door = new TurnDoor(CommonOptions.Source(line));
            var (trace, named) = await door.TraceAsync(line.GetValue(turn)!, line.GetValue(raw), ct);
            if (trace is null)
            {
                Shell.Say(TraceText.Untraced(await door.RefusedAsync(line.GetValue(turn)!, ct)));
                return ExitCodes.Failed;
            }

            if (named.Count > 1) Shell.Say($"Also under this id: {string.Join(", ", named.Where(one => one.Id != trace.Id).Select(one => $"turn {one.Id}"))}.");
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(trace, CliJson.Default.TraceReport) : TraceText.Of(trace));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Resend() => Again("resend", "Send a stored answer once more that was given up or is in doubt.");

    public static Command Retry() => Again("retry", "Run a failed message once more, as a new turn.");

    private static Command Again(string action, string description)
    {
        var turn = Turn();
        var command = new Command(action, description) { turn };
        command.SetAction(async (line, ct) =>
        {
            var door = new TurnDoor(CommonOptions.Source(line));
            var report = await door.AgainAsync(action, line.GetValue(turn)!, ct);
            if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(report, CliJson.Default.AgainReport));
            else if (report.Done) Shell.Print(TraceText.Done(action, report, door.IsLater));
            else Shell.Say(report.Result == "no_such_turn" && await door.RefusedAsync(line.GetValue(turn)!, ct) is { } refused ? TraceText.Untraced(refused) : TraceText.Refused(report));
            return report.Done ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static Argument<string> Turn() => new("turn") { Description = "A turn's number, or DingTalk's msgId.", HelpName = "turn|msgId" };
}
