using System.CommandLine;
using Dinghy.Emulator;

namespace Dinghy.Cli;

/// <summary><c>dinghy emulator</c>: a DingTalk on 127.0.0.1 for any bot, ours or not.</summary>
internal static class EmulatorCommand
{
    private const int UsualPort = 18081;

    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Port on 127.0.0.1; 0 takes a free one.", HelpName = "port", DefaultValueFactory = _ => UsualPort };
        port.Validators.Add(CommonOptions.MustBePort);
        var command = new Command("emulator", "Run a DingTalk on 127.0.0.1, with a chat page and fault switches.") { port };
        command.SetAction(async (line, ct) =>
        {
            var options = new EmulatorOptions { Port = line.GetValue(port) };
            var app = options.Apps[0];
            await using var emulator = await EmulatorServer.StartAsync(options, ct);
            Shell.Print($"DingTalk emulator: {emulator.Address}");
            Shell.Say($"Point a bot at it: clientId {app.ClientId}, clientSecret {app.ClientSecret}, both API hosts {emulator.Address}");
            Shell.Say("The chat page is at that address; Ctrl-C stops.");
            await Signals.UntilAsync(ct);
            return ExitCodes.Ok;
        });
        return command;
    }
}
