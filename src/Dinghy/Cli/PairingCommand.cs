using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Dinghy.Admin;
using Dinghy.Gateway.Diagnostics;

namespace Dinghy.Cli;

/// <summary><c>dinghy pairing list|approve|deny|revoke [dingtalk] …</c>: who may write to the robot privately, while it runs or not.</summary>
internal static class PairingCommand
{
    private const string Channel = "dingtalk";

    private static readonly Option<string?> s_account = new("--account") { Description = "Of this account only.", HelpName = "name", Recursive = true };

    public static Command Create() => new("pairing", "See who asks to be let in, and decide.")
    {
        s_account,
        List(),
        Act("approve", "Let somebody in, by their code or id. The very first becomes an owner, unless the configuration names one.", "CODE|id", notify: true),
        Act("deny", "Take a request away; it is no block.", "CODE|id", notify: false),
        Act("revoke", "Take an approval back, and ownership by it: the person is a stranger again, who may ask for a new code. Approving that undoes it.", "id", notify: false),
    };

    private static Command List()
    {
        var channel = new Argument<string?>("channel") { Arity = ArgumentArity.ZeroOrOne, Description = "dingtalk, the only one." };
        channel.Validators.Add(result => MustBeChannel(result, result.Tokens.Count > 0 ? result.Tokens[0].Value : Channel));
        var command = new Command("list", "Show who waits and who was let in.") { channel };
        command.SetAction(async (line, ct) =>
        {
            if (await new PairingDoor(CommonOptions.Source(line)).ListAsync(line.GetValue(s_account), ct) is not { } report) return ExitCodes.BadConfig;
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.PairingListReport) : Text(report));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Act(string action, string description, string what, bool notify)
    {
        var words = new Argument<string[]>(what) { Arity = new ArgumentArity(1, 2), Description = $"[dingtalk] <{what}>", HelpName = what };
        words.Validators.Add(result =>
        {
            if (result.Tokens.Count == 2) MustBeChannel(result, result.Tokens[0].Value);
        });
        var tell = new Option<bool>("--notify") { Description = "Tell the person, by a message of the robot." };
        var command = new Command(action, description) { words };
        if (notify) command.Add(tell);
        command.SetAction(async (line, ct) =>
        {
            var order = new PairingOrder(line.GetValue(words)![^1], line.GetValue(s_account), notify && line.GetValue(tell));
            if (await new PairingDoor(CommonOptions.Source(line)).DoAsync(action, order, ct) is not { } report) return ExitCodes.BadConfig;
            if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(report, CliJson.Default.PairingReport));
            else Tell(action, report);
            return report.Done ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static void Tell(string action, PairingReport report)
    {
        if (!report.Done)
        {
            Shell.Say(report.Result switch
            {
                "locked" => $"Too many wrong codes. Try again in {report.WaitSeconds} s.",
                "ambiguous" => "Several accounts have it: name one with --account.",
                _ when action == "revoke" => "Nobody with that id was let in.",
                _ => "No pending request for that code or id.",
            });
            return;
        }

        var past = action switch { "approve" => "Approved", "deny" => "Denied", _ => "Revoked" };
        Shell.Print($"{past} {Name(report.Person!, report.Nick!)} on account {report.Account}.");
        if (report.BecameOwner) Shell.Print($"Nobody was an owner yet: {report.Person} is one now, for account {report.Account}. To name others, set \"owners\" in the configuration.");
        if (action == "revoke")
            Shell.Say(report.StillLetInBy is { } key
                ? $"But {key} in the configuration still lets them write: take them out there."
                : "They are a stranger again: their next message brings a new code, and approving that lets them in again.");
        if (report.NoticeFailed is { } reason) Shell.Say($"They could not be told: {reason}");
    }

    private static string Text(PairingListReport report) => string.Join('\n',
    [
        .. report.Pending.Count == 0 ? ["No pending pairing requests."] : Columns.Of(
            ["Code", "Account", "ID", "Name", "Requested", "Valid until"],
            [.. report.Pending.Select(one => new[] { one.Code, one.Account, Printable.Line(one.Person), Printable.Line(one.Nick), At(one.RequestedAt), At(one.ExpiresAt) })]),
        .. report.Approved.Count == 0 ? [] : Columns.Of(
            ["Account", "ID", "Name", "Let in", "By", ""],
            [.. report.Approved.Select(one => new[] { one.Account, Printable.Line(one.Person), Printable.Line(one.Nick), At(one.ApprovedAt), Printable.Line(one.ApprovedBy), one.Owner ? "owner" : "" })]).Prepend(""),
    ]);

    private static string Name(string person, string nick) => nick.Length == 0 ? Printable.Line(person) : $"{Printable.Line(person)} ({Printable.Line(nick)})";

    private static string At(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static void MustBeChannel(SymbolResult result, string word)
    {
        if (word != Channel) result.AddError($"'{word}' is no channel of this program: dingtalk is.");
    }
}
