using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Cli;

internal static class VersionCommand
{
    public static string Number { get; } =
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    public static Command Create()
    {
        var command = new Command("version", "Print the versions of everything that matters in a report.");
        command.SetAction(line =>
        {
            var report = new VersionReport(Number, RuntimeInformation.FrameworkDescription, RuntimeInformation.RuntimeIdentifier, SqliteLibrary.Version);
            Shell.Print(line.GetValue(CommonOptions.Json)
                ? JsonSerializer.Serialize(report, CliJson.Default.VersionReport)
                : $"dinghy {report.Version} ({report.Runtime}, {report.System}, SQLite {report.Sqlite})");
            return ExitCodes.Ok;
        });
        return command;
    }
}
