using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dinghy.Admin;
using Dinghy.Gateway.Diagnostics;

namespace Dinghy.Cli;

/// <summary><c>dinghy memory list|show|forget</c>: what agents were asked to remember, by the operator's hand.</summary>
internal static class MemoryCommand
{
    public static Command Create() => new("memory", "See and forget what agents were asked to remember.") { List(), Show(), Forget() };

    private static Command List()
    {
        var command = new Command("list", "Show where something is remembered: private chats (dm), groups, and which agent's (#).");
        command.SetAction(async (line, ct) =>
        {
            var report = await new MemoryDoor(CommonOptions.Source(line)).ListAsync(ct);
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.MemoryListReport) : string.Join('\n',
            [
                report.Places.Count == 0 ? "Nothing is remembered." : "Facts  Last              Place",
                .. report.Places.Select(place => string.Create(CultureInfo.InvariantCulture, $"{place.Facts,5}  {At(place.Last)}  {Printable.Of(place.Place)}")),
            ]));
            if (report.More) Shell.Say($"There are more than {MemoryListReport.MostPlaces}.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Show()
    {
        var place = new Argument<string>("place") { Description = "As list shows it: main/dm/user001, main/group/cid…" };
        var command = new Command("show", "Show what is remembered at one place. It is what people said in confidence.") { place };
        command.SetAction(async (line, ct) =>
        {
            var report = await new MemoryDoor(CommonOptions.Source(line)).ShowAsync(line.GetValue(place)!, ct);
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.MemoryReport) : report.Facts.Count == 0
                ? "Nothing is remembered there."
                : string.Join('\n', report.Facts.Select(fact => string.Create(CultureInfo.InvariantCulture, $"#{fact.Id}  {At(fact.At)}  {Printable.Of(fact.Nick)} ({Printable.Of(fact.Person)}): {Printable.Text(fact.Text)}"))));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Forget()
    {
        var fact = new Option<long?>("--fact") { Description = "One fact, by its number.", HelpName = "number" };
        var place = new Option<string?>("--place") { Description = "Everything at one place.", HelpName = "place" };
        var person = new Option<string?>("--person") { Description = "Everything this person told, in groups too, and the files of their private chats.", HelpName = "staff id" };
        var account = new Option<string?>("--account") { Description = "With --person: whose robot heard it, by the account's name, or as list shows it; where there is one account, it.", HelpName = "name" };
        var command = new Command("forget", "Forget facts, and the files written there, for good.") { fact, place, person, account };
        command.Validators.Add(result =>
        {
            if (new Option[] { fact, place, person }.Count(option => result.GetResult(option) is { Implicit: false }) != 1) result.AddError("Name one of --fact, --place and --person.");
        });
        command.SetAction(async (line, ct) =>
        {
            var who = line.GetValue(person);
            var order = new ForgetOrder(line.GetValue(fact), line.GetValue(place), who, who is null ? null : line.GetValue(account));
            var report = await new MemoryDoor(CommonOptions.Source(line)).ForgetAsync(order, ct);
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.ForgetReport) : report.Problem ?? Gone(report, order));
            return report.Problem is not null ? ExitCodes.Usage : report.Forgotten + report.Files > 0 ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static string Gone(ForgetReport report, ForgetOrder order)
    {
        if (report.Forgotten + report.Files == 0)
            return order.Fact is { } number ? string.Create(CultureInfo.InvariantCulture, $"No fact has the number {number}; \"dinghy memory show\" tells the numbers.") : "Nothing is remembered there, so nothing was forgotten.";
        string?[] gone = [report.Forgotten > 0 ? $"{Count(report.Forgotten, "fact is", "facts are")} forgotten" : null, report.Files > 0 ? $"{Count(report.Files, "file is", "files are")} removed" : null];
        return $"{string.Join(", ", gone.OfType<string>())}.";
    }

    private static string Count(int count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");

    private static string At(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
