using System.CommandLine;
using System.Text.Json;
using Dinghy.Service;

namespace Dinghy.Cli;

/// <summary><c>dinghy gateway install|uninstall|start|stop|restart|status</c>.</summary>
internal static class ServiceCommand
{
    private static readonly Option<bool> s_system = new("--system") { Description = "The service of the whole machine; needs root." };
    private static readonly Option<bool> s_user = new("--user") { Description = "Your own service, without root (this is what is meant without either)." };
    private static readonly Option<string> s_name = Name();

    public static IEnumerable<Command> Create() => [Install(), Uninstall(), Start(), Stop(), Restart(), Status()];

    private static Command Install()
    {
        var dry = new Option<bool>("--dry-run") { Description = "Print the unit and change nothing." };
        var runAs = new Option<string?>("--run-as") { Description = "With --system: whose rights the gateway has.", HelpName = "user" };
        runAs.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !IsUserName(token.Value)) result.AddError("--run-as is the name of a user of this machine.");
        });
        var later = new Option<bool>("--no-start") { Description = "Install it and do not start it now." };
        var command = Scoped(new Command("install", "Install the gateway as a service of systemd, and start it.") { dry, runAs, later });
        command.SetAction((line, ct) => new ServiceInstaller(Unit(line), line.GetValue(s_system) ? line.GetValue(runAs) : null).InstallAsync(
            CommonOptions.Source(line), HasHome(line), line.GetValue(dry), !line.GetValue(later), ct));
        return command;
    }

    private static Command Uninstall()
    {
        var command = Scoped(new Command("uninstall", "Stop the service and remove it. The home folder stays."));
        command.SetAction((line, ct) => new ServiceInstaller(Unit(line), null).UninstallAsync(ct));
        return command;
    }

    private static Command Start()
    {
        var command = Scoped(new Command("start", "Start the service."));
        command.SetAction((line, ct) => new ServiceControl(Unit(line), HomeOf(line)).StartAsync(ct));
        return command;
    }

    private static Command Stop()
    {
        var command = Scoped(new Command("stop", "Stop the gateway: the service, or the one that runs in the foreground. Running answers may end."));
        command.SetAction((line, ct) => new ServiceControl(Unit(line), HomeOf(line)).StopAsync(ct));
        return command;
    }

    private static Command Restart()
    {
        var hard = new Option<bool>("--hard") { Description = "Stop it, then start it, with a moment in between." };
        var command = Scoped(new Command("restart", "Start the gateway anew; where a service manager follows, without a moment in which nobody listens.") { hard });
        command.SetAction((line, ct) => new ServiceControl(Unit(line), HomeOf(line)).RestartAsync(line.GetValue(hard), ct));
        return command;
    }

    private static Command Status()
    {
        var command = Scoped(new Command("status", "Show the service, the process, the connection, the queue and what to look at next."));
        command.SetAction(async (line, ct) =>
        {
            var report = await ServiceReport.LookAsync(Unit(line), CommonOptions.Source(line), HomeOf(line), ct);
            if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(report, CliJson.Default.ServiceReport));
            else foreach (var each in ServiceText.Lines(report, TimeProvider.System.GetUtcNow())) Shell.Print(each);
            return report.Gateway is not { } gateway ? ExitCodes.NotRunning : gateway.Ready ? ExitCodes.Ok : ExitCodes.NotReady;
        });
        return command;
    }

    private static Command Scoped(Command command)
    {
        command.Add(s_system);
        command.Add(s_user);
        command.Add(s_name);
        command.Validators.Add(result =>
        {
            if (result.GetValue(s_system) && result.GetValue(s_user)) result.AddError("--system or --user, not both.");
        });
        return command;
    }

    private static Systemd Unit(ParseResult line) => Systemd.Of(line.GetValue(s_name)!, line.GetValue(s_system));

    /// <summary>A service of the machine has a place of its own.</summary>
    private static string HomeOf(ParseResult line) =>
        line.GetValue(s_system) && !HasHome(line) ? UnitFile.SystemHome : CommonOptions.Source(line).HomeFolder();

    private static bool HasHome(ParseResult line) => line.GetValue(CommonOptions.Home) is { Length: > 0 } || Environment.GetEnvironmentVariable("DINGHY_HOME") is { Length: > 0 };

    private static Option<string> Name()
    {
        var name = new Option<string>("--name") { Description = "Name of the unit, where several gateways are services here.", HelpName = "name", DefaultValueFactory = _ => "dinghy" };
        name.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !IsUnitName(token.Value)) result.AddError("--name is made of letters, digits, dots, dashes and underscores, and begins with a letter or a digit.");
        });
        return name;
    }

    private static bool IsUnitName(string name) => name.Length is > 0 and < 100 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static bool IsUserName(string name) => name.Length is > 0 and <= 32 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
