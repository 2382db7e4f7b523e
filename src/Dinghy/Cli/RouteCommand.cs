using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Routing;

namespace Dinghy.Cli;

/// <summary><c>dinghy route explain</c>: which agent would answer somebody somewhere, by which rule, and why not by the others.</summary>
internal static class RouteCommand
{
    public static Command Create() => new("route", "Look at which agent answers whom.") { Explain() };

    private const string Private = "dm";

    private static Command Explain()
    {
        var from = new Option<string>("--from") { Description = "Who speaks, by staff id.", HelpName = "staff id", Required = true };
        var chat = new Option<string>("--chat") { Description = "Where: dm, or a group's conversation id (cid…).", HelpName = "dm or cid", DefaultValueFactory = _ => Private };
        var account = new Option<string?>("--account") { Description = "Which robot hears it; else the first.", HelpName = "id" };
        var departments = new Option<string[]>("--dept") { Description = "Take these departments, nearest first, instead of asking the directory.", HelpName = "dept id", AllowMultipleArgumentsPerToken = true };
        var roles = new Option<string[]>("--role") { Description = "Take these roles instead of asking the directory.", HelpName = "name", AllowMultipleArgumentsPerToken = true };
        from.Validators.Add(result => Each(result, text => IdList.StaffId(text) is null, "is no staff id: ids are looked at, never names. The log line of a message has its sender's (senderStaffId)"));
        chat.Validators.Add(result => Each(result, text => text != Private && !text.StartsWith("cid", StringComparison.Ordinal), "is no place: write dm, or a group's conversation id, which begins with cid"));
        departments.Validators.Add(result => Each(result, text => DepartmentOf(text) is null, "is no department: write its number (dept_id); several are --dept 1011 101 1, nearest first"));
        roles.Validators.Add(result => Each(result, string.IsNullOrWhiteSpace, "is no role: write its name or id"));
        var command = new Command("explain", "Tell which rule decides who answers, and why the others do not.") { from, chat, account, departments, roles };
        command.SetAction(async (line, ct) =>
        {
            if (ConfigOutcome.Load(CommonOptions.Source(line)) is not { } config) return ExitCodes.BadConfig;
            var id = line.GetValue(account) ?? config.Accounts.Select(one => one.Id).FirstOrDefault() ?? "main";
            if (line.GetValue(account) is not null && config.Accounts.All(one => one.Id != id))
            {
                Shell.Say($"There is no account {id}; there are: {string.Join(", ", config.Accounts.Select(one => one.Id))}.");
                return ExitCodes.Usage;
            }

            var where = line.GetValue(chat)!;
            var subject = new RouteSubject(id, IdList.StaffId(line.GetValue(from)!), where, where == Private ? ChatKind.Dm : ChatKind.Group) { Mentioned = where != Private };
            var given = new Learned
            {
                Departments = line.GetValue(departments) is { Length: > 0 } ids ? [.. ids.Select((dept, distance) => new DepartmentStep(DepartmentOf(dept)!.Value, distance))] : null,
                Roles = line.GetValue(roles) is { Length: > 0 } names ? names.ToHashSet(StringComparer.Ordinal) : null,
            };
            using var desk = new RouteDesk(config);
            var answer = await desk.ExplainAsync(subject, given, ct);
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(answer, CliJson.Default.RouteReport) : Text(answer));
            if (answer.DirectoryProblem is { } problem) Shell.Say($"The directory was not of use: {problem}. Its rules are skipped, as the gateway would; --dept and --role stand in for it.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Each(OptionResult result, Func<string, bool> isWrong, string sentence)
    {
        foreach (var token in result.Tokens.Where(token => isWrong(token.Value))) result.AddError($"{result.Option.Name}: '{token.Value}' {sentence}.");
    }

    private static long? DepartmentOf(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;

    private static string Text(RouteReport report) => string.Join('\n',
    [
        $"Agent: {report.Agent}",
        $"Because: {report.Reason}",
        .. report.Departments is { Count: > 0 } departments ? [$"Departments, nearest first: {string.Join(", ", departments)}"] : Array.Empty<string>(),
        .. report.Roles is { Count: > 0 } roles ? [$"Roles: {string.Join(", ", roles)}"] : Array.Empty<string>(),
        .. report.Rules.Count > 0 ? ["Rules:"] : Array.Empty<string>(),
        .. report.Rules.Select(rule => $"  {(rule.Decides ? "→" : " ")} {rule.Path} ({rule.Conditions}) {rule.Agent}: {rule.Why}"),
    ]);
}
