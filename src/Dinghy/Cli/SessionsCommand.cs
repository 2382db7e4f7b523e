using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dinghy.Admin;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Storage;

namespace Dinghy.Cli;

/// <summary><c>dinghy sessions list|show|reset|export|pause|resume|say</c>: conversations by the operator's hand.</summary>
internal static class SessionsCommand
{
    private const int MostEntries = 1_000;

    public static Command Create() => new("sessions", "See conversations, begin them anew, and answer in the robot's place.") { List(), Show(), Export(), Reset(), Pause(), Resume(), Say() };

    private static Command List()
    {
        var query = new Argument<string?>("query") { Arity = ArgumentArity.ZeroOrOne, Description = "Part of a key, a person's name or a group's title." };
        var (limit, before) = (Limit(50), Before());
        var command = new Command("list", "Show conversations, the last spoken in first.") { query, limit, before };
        command.SetAction(async (line, ct) =>
        {
            var report = await new SessionsDoor(CommonOptions.Source(line)).ListAsync(line.GetValue(query), line.GetValue(before), line.GetValue(limit), ct);
            if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(report, CliJson.Default.TalkListReport));
            else if (report.Conversations.Count == 0) Shell.Say("No conversation is remembered.");
            else
                foreach (var row in Columns.Of(["Last", "Entries", "Conversation", "Name", "Model", "Paused until"], [.. report.Conversations.Select(Row)])) Shell.Print(row);
            if (report.Before is { } next && !line.GetValue(CommonOptions.Json)) Shell.Say($"Further ones: --before {next}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Show()
    {
        var (key, limit, before) = (Key(), Limit(30), Before());
        var command = new Command("show", "Show what was said in a conversation, all sessions. It is what people said in confidence.") { key, limit, before };
        command.SetAction(async (line, ct) =>
        {
            if (await new SessionsDoor(CommonOptions.Source(line)).ShowAsync(line.GetValue(key)!, line.GetValue(before), line.GetValue(limit), ct) is not { } report) return NotThere(line);
            if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(report, CliJson.Default.TalkShowReport));
            else
            {
                foreach (var entry in report.Entries) Shell.Print($"{At(entry.At)}  {Who(entry)}: {Printable.Text(entry.Text)}");
                if (report.Before is { } earlier) Shell.Say($"Earlier ones: --before {earlier}");
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Export()
    {
        var key = Key();
        var to = new Option<string?>("--out") { Description = "A new file; else stdout.", HelpName = "file" };
        var command = new Command("export", "Write all that is remembered of a conversation, as markdown or, with --json, as JSON.") { key, to };
        command.SetAction(async (line, ct) =>
        {
            var door = new SessionsDoor(CommonOptions.Source(line));
            if (await door.ShowAsync(line.GetValue(key)!, before: null, MostEntries, ct) is not { } report) return NotThere(line);
            var pages = new Stack<TalkEntryReport[]>([[.. report.Entries]]);
            for (var before = report.Before; before is not null;)
            {
                if (await door.ShowAsync(line.GetValue(key)!, before, MostEntries, ct) is not { } earlier) break;
                pages.Push([.. earlier.Entries]);
                before = earlier.Before;
            }

            var whole = report with { Entries = [.. pages.SelectMany(page => page)], Before = null };
            var text = line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(whole, CliJson.Default.TalkShowReport) : Markdown(whole);
            if (line.GetValue(to) is not { } file) Shell.Print(text);
            else
            {
                await WriteAsync(file, text, ct);
                Shell.Say(string.Create(CultureInfo.InvariantCulture, $"{whole.Entries.Count} entries are in {file}."));
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Reset() => Act("reset", "Begin a new session: what was said stays stored and is not read any more.", (door, key, ct) => door.ResetAsync(key, ct), "A new session begins.");

    private static Command Resume() => Act("resume", "Have the robot answer again.", (door, key, ct) => door.ResumeAsync(key, ct), "The robot answers again.");

    private static Command Pause()
    {
        var key = Key();
        var minutes = new Option<int?>("--minutes") { Description = "At most so long (else takeover.pause of the configuration, 30 minutes).", HelpName = "number" };
        minutes.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var value) && value is < 1 or > TalkOrder.MostMinutes) result.AddError($"--minutes is a number from 1 to {TalkOrder.MostMinutes}.");
        });
        var command = new Command("pause", "Have the robot say nothing in a conversation, so that a person can answer. What people write is kept.") { key, minutes };
        command.SetAction(async (line, ct) => Tell(line, await new SessionsDoor(CommonOptions.Source(line)).PauseAsync(line.GetValue(key)!, line.GetValue(minutes), ct), "The robot says nothing there for now."));
        return command;
    }

    private static Command Say()
    {
        var key = Key();
        var text = new Option<string>("--text") { Description = "What is said, as markdown; - reads stdin.", HelpName = "words", Required = true };
        var command = new Command("say", "Say something in a conversation as the robot. It is remembered as the robot's words.") { key, text };
        command.SetAction(async (line, ct) =>
        {
            var words = line.GetValue(text)! is "-" ? await Console.In.ReadToEndAsync(ct) : line.GetValue(text)!;
            if (await new SessionsDoor(CommonOptions.Source(line)).SayAsync(line.GetValue(key)!, words.Trim(), ct) is { } answer)
                return Tell(line, answer, string.Create(CultureInfo.InvariantCulture, $"Kept as turn {answer.Turn}, and on its way."));
            Shell.Say("No gateway runs on this home, and only a gateway speaks. Start it with \"dinghy gateway\".");
            return ExitCodes.NotRunning;
        });
        return command;
    }

    private static Command Act(string name, string description, Func<SessionsDoor, string, CancellationToken, Task<TalkAnswer>> act, string done)
    {
        var key = Key();
        var command = new Command(name, description) { key };
        command.SetAction(async (line, ct) => Tell(line, await act(new SessionsDoor(CommonOptions.Source(line)), line.GetValue(key)!, ct), done));
        return command;
    }

    private static int Tell(ParseResult line, TalkAnswer answer, string done)
    {
        if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(answer, CliJson.Default.TalkAnswer));
        else if (answer.Problem is { } problem) Shell.Say(problem);
        else Shell.Print(done);
        return answer.Problem is null ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static int NotThere(ParseResult line) => Tell(line, new TalkAnswer("Nothing is remembered under that name; \"dinghy sessions list\" shows the names."), "");

    private static string Markdown(TalkShowReport report)
    {
        var text = new StringBuilder($"# {Printable.Of(report.Conversation.Key)}{(report.Conversation.Name is { } name ? $" ({Printable.Of(name)})" : "")}\n");
        if (report.Summary is { } summary) text.Append($"\n## Summary\n\n{Printable.Text(summary)}\n");
        foreach (var entry in report.Entries) text.Append($"\n## {Who(entry)}, {At(entry.At)}\n\n{Printable.Text(entry.Text)}\n");
        return text.ToString();
    }

    /// <summary>For its owner alone, and over nothing.</summary>
    private static async Task WriteAsync(string file, string text, CancellationToken ct)
    {
        await using var stream = new FileStream(file, PrivateFile.Options());
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
    }

    private static string Who(TalkEntryReport entry) => entry.Role == "assistant" ? "assistant" : Printable.Of(entry.Person ?? "person");

    private static string[] Row(TalkReport talk) =>
    [
        At(talk.LastAt), talk.Entries.ToString(CultureInfo.InvariantCulture), Printable.Of(talk.Key), talk.Name is null ? "" : Printable.Of(talk.Name), Printable.Of(talk.Model ?? ""),
        talk.PausedUntil is { } until ? $"{At(until)} ({Printable.Of(talk.PausedBy)})" : "",
    ];

    private static string At(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static Argument<string> Key() => new("conversation") { Description = "As list shows it: main/dm/user001, main/group/cid…" };

    private static Option<long?> Before() => new("--before") { Description = "The next page: the number that the page before told.", HelpName = "number" };

    private static Option<int> Limit(int usual)
    {
        var limit = new Option<int>("--limit") { Description = "At most so many.", HelpName = "number", DefaultValueFactory = _ => usual };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var value) && value is < 1 or > MostEntries) result.AddError($"--limit is a number from 1 to {MostEntries}.");
        });
        return limit;
    }
}
