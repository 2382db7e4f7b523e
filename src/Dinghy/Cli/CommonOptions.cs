using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Cli;

/// <summary>Options that every command takes.</summary>
internal static class CommonOptions
{
    public static Option<string?> Home { get; } = new("--home")
    {
        Description = "Folder of the database, the token and config.json (else DINGHY_HOME, else ~/.dinghy).",
        HelpName = "folder",
        Recursive = true,
    };

    public static Option<string?> Config { get; } = new("--config")
    {
        Description = "The configuration file (else config.json in the home folder).",
        HelpName = "file",
        Recursive = true,
    };

    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Machine-readable output on stdout.",
        Recursive = true,
    };

    /// <summary>A validator for options that name a port.</summary>
    public static void MustBePort(OptionResult result)
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var port) && port is < 0 or > IPEndPoint.MaxPort)
            result.AddError($"A port is a number from 0 to {IPEndPoint.MaxPort}.");
    }

    public static ConfigSource Source(ParseResult line) => ConfigSource.FromProcess(line.GetValue(Home), line.GetValue(Config));
}
