using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dinghy.Admin;

namespace Dinghy.Cli;

/// <summary><c>dinghy privacy export|erase</c>: what is stored of a person, given out or erased, by the operator's hand.</summary>
internal static class PrivacyCommand
{
    private static readonly Option<string?> s_account = new("--account") { Description = "Whose robot knows the person; where there is one account, it.", HelpName = "name", Recursive = true };

    /// <summary>By kind of record, why an erasure leaves it.</summary>
    private static readonly Dictionary<string, string> s_stays = new(StringComparer.Ordinal)
    {
        ["access"] = "that they may write is others' decision; their name goes",
        ["audit"] = "ids without words, so that the chain still verifies",
        ["decisions"] = "what was decided of an approval, without its title and remarks",
        ["spend"] = "sums of money, without their name",
    };

    public static Command Create() => new("privacy", "Give out or erase everything that is stored of a person.") { s_account, Export(), Erase() };

    private static Command Export()
    {
        var person = Person();
        var to = new Option<string?>("--out") { Description = "A new file (else dinghy-<id>.zip in this folder).", HelpName = "file" };
        var command = new Command("export", "Write everything of a person into a zip: records.json and their files. It is what people said in confidence.") { person, to };
        command.SetAction(async (line, ct) =>
        {
            var order = new PersonOrder(line.GetValue(person)!, line.GetValue(s_account));
            var file = line.GetValue(to) ?? $"dinghy-{string.Concat(order.Person.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'))}.zip";
            if (File.Exists(file)) return Problem(line, new PersonReport($"{file} is there already.", new Dictionary<string, int>(StringComparer.Ordinal)));
            var report = await new PrivacyDoor(CommonOptions.Source(line)).ExportAsync(order, file, ct);
            if (report.Problem is not null) return Problem(line, report);
            if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(report, CliJson.Default.PersonReport));
            else Shell.Print(file);
            Shell.Say(string.Create(CultureInfo.InvariantCulture, $"{report.Records.Values.Sum()} records are in {file}, with the person's files. It is in clear: keep it as you keep the database."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Erase()
    {
        var person = Person();
        var yes = new Option<bool>("--yes") { Description = "Do it. Without it, what would be erased is shown." };
        var command = new Command("erase", "Erase everything of a person for good: messages, answers, memories, files, schedules. Ids that recognise repeats, the audit and their access stay.") { person, yes };
        command.SetAction(async (line, ct) =>
        {
            var (door, order) = (new PrivacyDoor(CommonOptions.Source(line)), new PersonOrder(line.GetValue(person)!, line.GetValue(s_account)));
            var report = line.GetValue(yes) ? await door.EraseAsync(order, ct) : await door.LookAsync(order, ct);
            if (report.Problem is not null) return Problem(line, report);
            if (report is { Records.Count: 0, Erased: null or { Files: 0 } }) return Problem(line, report with { Problem = PersonReport.Nothing });
            if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(report, CliJson.Default.PersonReport));
            else Tell(report);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Tell(PersonReport report)
    {
        if (report.Erased is not { } erased)
        {
            Block("Will be erased:", report, kind => !s_stays.ContainsKey(kind), _ => "");
            Block("Stays:", report, s_stays.ContainsKey, kind => $" ({s_stays[kind]})");
            Shell.Say("Nothing was erased yet. Add --yes to erase it for good; \"dinghy privacy export\" keeps a copy.");
            return;
        }

        Shell.Print(string.Create(CultureInfo.InvariantCulture, $"Erased: {erased.Messages} messages, {erased.Lines} lines of memories, {erased.Rows} other records, {erased.Files} files."));
        if (erased.Unnamed > 0) Shell.Say(string.Create(CultureInfo.InvariantCulture, $"Of {erased.Unnamed} older lines of group memories nobody noted whose they are: retention.texts ends them, or \"dinghy sessions reset\" puts them out of use."));
        Shell.Say("Backups and logs that were made before are not changed by this.");
    }

    private static void Block(string title, PersonReport report, Func<string, bool> fits, Func<string, string> why)
    {
        var rows = report.Records.Where(one => fits(one.Key)).ToList();
        Shell.Print(title);
        if (rows.Count == 0) Shell.Print("  nothing");
        foreach (var (kind, count) in rows) Shell.Print($"  {kind.Replace('_', ' ')}: {count.ToString(CultureInfo.InvariantCulture)}{why(kind)}");
    }

    private static int Problem(ParseResult line, PersonReport report)
    {
        if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(report, CliJson.Default.PersonReport));
        else Shell.Say(report.Problem!);
        return ExitCodes.Failed;
    }

    private static Argument<string> Person() => new("person") { Description = "The staff id; of people of other organisations the senderId. /whoami tells both." };
}
