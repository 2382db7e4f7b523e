using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dinghy.Admin;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Storage;

namespace Dinghy.Cli;

/// <summary><c>dinghy turns list</c> and <c>dinghy replies dead</c>: messages and what became of them, and the answers that reached nobody.</summary>
internal static class TurnsCommand
{
    public static Command Create()
    {
        var outcome = new Option<string?>("--outcome") { Description = "Only these: answered, failed, failed:busy, ignored:not_paired …, or open for what has not ended.", HelpName = "outcome" };
        var account = new Option<string?>("--account") { Description = "Of this account only.", HelpName = "name" };
        var person = new Option<string?>("--person") { Description = "From this person only.", HelpName = "staffId" };
        var before = new Option<long?>("--before") { Description = "Older than this turn.", HelpName = "turn" };
        var limit = Limit();
        var list = new Command("list", "Show the last messages and how each ended.") { outcome, account, person, before, limit };
        list.SetAction(async (line, ct) =>
        {
            var query = new TurnQuery(line.GetValue(limit)) { Outcome = line.GetValue(outcome), Account = line.GetValue(account), Person = line.GetValue(person), Before = line.GetValue(before) };
            var report = await new TurnDoor(CommonOptions.Source(line)).ListAsync(query, ct);
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.TurnListReport) : Text(report));
            return ExitCodes.Ok;
        });
        return new Command("turns", "See messages and what became of them.") { list };
    }

    public static Command Replies()
    {
        var limit = Limit();
        var dead = new Command("dead", "Show answers and files that were given up; dinghy resend sends one again.") { limit };
        dead.SetAction(async (line, ct) =>
        {
            var report = await new TurnDoor(CommonOptions.Source(line)).DeadAsync(line.GetValue(limit), ct);
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.DeadListReport) : Text(report));
            return ExitCodes.Ok;
        });
        return new Command("replies", "See answers that did not arrive.") { dead };
    }

    private static Option<int> Limit()
    {
        var limit = new Option<int>("--limit") { Description = "At most so many.", DefaultValueFactory = _ => 50 };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > TurnRoutes.MostTurns))
                result.AddError($"--limit is a number from 1 to {TurnRoutes.MostTurns}.");
        });
        return limit;
    }

    private static string Text(TurnListReport report) => report.Turns.Count == 0 ? "No turns." : string.Join('\n', Columns.Of(
        ["Turn", "Received", "Account", "From", "Outcome", "Took", "msgId"],
        [.. report.Turns.Select(turn => new[]
        {
            $"{turn.Id}", TraceText.At(turn.ReceivedAt), Printable.Line(turn.Account), Printable.Line(turn.Person), turn.Outcome ?? turn.State,
            turn.ClosedAt is { } closed ? $"{(closed - turn.ReceivedAt).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s" : "", Printable.Line(turn.MessageId) + (turn.RetryOf is { } of ? $" (retry of {of})" : ""),
        })]));

    private static string Text(DeadListReport report) => report.Replies.Count == 0 ? "No dead letters." : string.Join('\n', Columns.Of(
        ["Turn", "Stored", "Account", "To", "What", "Characters", "Arrived", "Last road", "It said"],
        [.. report.Replies.Select(one => new[]
        {
            $"{one.Turn.Id}", TraceText.At(one.At), Printable.Line(one.Turn.Account), Printable.Line(one.Turn.Person), one.Kind, $"{one.Length}", $"{one.Arrived}", one.Road ?? "none", Printable.Line(one.Error ?? ""),
        })]));
}
