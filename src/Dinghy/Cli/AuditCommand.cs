using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dinghy.Admin;
using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Cli;

/// <summary><c>dinghy audit verify|list</c>: who allowed what, and whether the record of it is whole. Beside a running gateway or without one.</summary>
internal static class AuditCommand
{
    private const string None = "Nothing is kept yet: no gateway has run on this home since there is an audit.";

    public static Command Create() => new("audit", "Look at the record of decisions.") { Verify(), List() };

    private static Command Verify()
    {
        var head = new Option<string?>("--head") { Description = "A head that you wrote down earlier: its entry must still be there.", HelpName = "number:hash" };
        head.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && Noted(token.Value) is null) result.AddError("--head is a number, a colon and 64 hexadecimal digits, as \"dinghy audit verify\" prints them.");
        });
        var command = new Command("verify", "Check that no entry was altered, removed, moved or put in; exit code 1 when one was.") { head };
        command.SetAction(line =>
        {
            var verdict = SqliteAudit.Verify(CommonOptions.Source(line).HomeFolder(), line.GetValue(head) is { } noted ? Noted(noted) : null);
            if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(AuditVerdictReport.Of(verdict), CliJson.Default.AuditVerdictReport));
            else Tell(verdict);
            return verdict is null or { Ok: true } ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static Command List()
    {
        var limit = new Option<int>("--limit") { Description = "How many of the newest.", HelpName = "number", DefaultValueFactory = _ => 50 };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var value) && value is < 1 or > 100_000) result.AddError("--limit is a number from 1 to 100000.");
        });
        var kind = new Option<string?>("--kind") { Description = "Of this kind only: tool, tool.approved, pairing, config, workflow, session, takeover, privacy, backup, audit.", HelpName = "kind" };
        var command = new Command("list", "Show the newest entries, the last one last.") { limit, kind };
        command.SetAction(line =>
        {
            var entries = SqliteAudit.List(CommonOptions.Source(line).HomeFolder(), line.GetValue(limit), line.GetValue(kind)) ?? [];
            if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(new AuditListReport([.. entries.Select(AuditEntryReport.Of)]), CliJson.Default.AuditListReport));
            else if (entries.Count == 0) Shell.Say(None);
            else
                foreach (var row in Columns.Of(["No.", "At", "What", "By", "Account", "About", ""], [.. entries.Select(Row)])) Shell.Print(row);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Tell(AuditVerdict? verdict)
    {
        if (verdict is null)
        {
            Shell.Say(None);
            return;
        }

        Shell.Print(string.Create(CultureInfo.InvariantCulture, $"{verdict.Entries} entries, head {verdict.Entries}:{verdict.Head}"));
        if (verdict.Behind > 0) Shell.Say($"{AuditAnchor.FileName} does not know the last {verdict.Behind} yet; the next entry, or the next start, brings it up.");
        foreach (var fault in verdict.Faults) Shell.Say($"fault: {fault}");
        Shell.Say(verdict.Ok ? "The chain is whole." : "The record is NOT as it was written.");
    }

    private static string[] Row(AuditEntry entry) =>
    [
        entry.Number.ToString(CultureInfo.InvariantCulture), entry.At.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        entry.Kind, Printable.Line(entry.Actor), Printable.Line(entry.Account), Printable.Line(entry.Subject), Printable.Line(entry.Facts == "{}" ? "" : entry.Facts),
    ];

    private static (long, string)? Noted(string text) =>
        text.Split(':') is [var number, { Length: 64 } hash] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && hash.All(char.IsAsciiHexDigit)
            ? (parsed, hash.ToLowerInvariant()) : null;
}
