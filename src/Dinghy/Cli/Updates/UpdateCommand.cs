using System.CommandLine;
using System.Text.Json;

namespace Dinghy.Cli.Updates;

/// <summary><c>dinghy update --check</c>: whether there is a newer version. Nothing is ever downloaded or installed.</summary>
internal static class UpdateCommand
{
    public const string Variable = "DINGHY_UPDATE_INDEX";

    public static Command Create()
    {
        var check = new Option<bool>("--check") { Description = "Only look; there is nothing else it does.", DefaultValueFactory = _ => true };
        var index = new Option<string?>("--index") { Description = $"Address of the list of releases (else {Variable}); there is none by itself.", HelpName = "url" };
        var early = new Option<bool>("--pre") { Description = "Also versions that are not finished, such as 1.0.0-rc.1." };
        var command = new Command("update", "See whether there is a newer version; never installs one.") { check, index, early };
        command.SetAction(async (line, ct) =>
        {
            var address = line.GetValue(index) ?? Environment.GetEnvironmentVariable(Variable);
            if (string.IsNullOrWhiteSpace(address))
            {
                Shell.Say($"This program asks nobody about updates by itself: no list of releases is known. Name one with --index or {Variable}, or look where you got this version ({VersionCommand.Number}) from.");
                return ExitCodes.Failed;
            }

            var report = await ReleaseIndex.AskAsync(address.Trim(), VersionCommand.Number, line.GetValue(early), ct);
            if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(report, CliJson.Default.UpdateReport));
            else if (report.Problem is null) Shell.Print(Text(report));
            if (report.Problem is { } problem) Shell.Say(problem);
            return report.Problem is null ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static string Text(UpdateReport report) => report.Newer is { } newer
        ? $"{newer.Version} is there; this is {report.Current}.{(newer.Url is { } url ? $" {url}" : "")} It is not installed by this command."
        : $"{report.Current} is the newest.";
}

/// <summary><c>dinghy update --check --json</c>.</summary>
/// <param name="Current">This program's.</param>
/// <param name="Newer">The newest of those that are newer; null: none is.</param>
/// <param name="Problem">Why nobody knows; null: it is known.</param>
internal sealed record UpdateReport(string Current, Release? Newer, string? Problem);

/// <summary>One entry of the list of releases.</summary>
internal sealed record Release(string Version, string? Url);
