using System.CommandLine;
using System.Text.Json;
using Dinghy.Admin;
using Dinghy.WebConsole;

namespace Dinghy.Cli;

/// <summary><c>dinghy console</c>: an address that opens the running gateway's web console once.</summary>
internal static class ConsoleCommand
{
    public static Command Create()
    {
        var command = new Command("console", "Print an address that opens the web console, once and for ten minutes; whoever has it is an owner there.");
        command.SetAction(async (line, ct) =>
        {
            var home = CommonOptions.Source(line).HomeFolder();
            if (RunningGateway.Find(home) is not { } gateway || await AskAsync(gateway, home, ct) is not { } ticket)
            {
                Shell.Say($"No gateway runs on {home}. Start one with: dinghy gateway");
                return ExitCodes.NotRunning;
            }

            var address = new Uri(AddressFor(gateway.Address), ticket.Path);
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(new ConsoleAddressReport(address, ticket.ExpiresAt), CliJson.Default.ConsoleAddressReport) : address.AbsoluteUri);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<TicketReport?> AskAsync(RunningGateway gateway, string home, CancellationToken ct)
    {
        using var client = new AdminClient(gateway, home);
        return await client.PostAsync("/api/console/ticket", new TokenOrder(null), ConsoleJson.Default.TokenOrder, ConsoleJson.Default.TicketReport, ct);
    }

    /// <summary>"Every address" is none that a browser can open.</summary>
    private static Uri AddressFor(Uri listens) => listens.Host is "0.0.0.0" or "[::]" ? new UriBuilder(listens) { Host = "127.0.0.1" }.Uri : listens;
}

internal sealed record ConsoleAddressReport(Uri Address, DateTimeOffset ExpiresAt);
