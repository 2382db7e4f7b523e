using System.CommandLine;
using Dinghy.DingTalk.Webhook;
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
        var robot = Address("--robot-url", "Where messages for the robot are posted (HTTP mode).");
        var events = Address("--event-url", "Where events are posted.");
        var token = new Option<string?>("--token") { Description = "Signs events.", HelpName = "token" };
        var key = new Option<string?>("--aes-key") { Description = "Encrypts events: 43 characters.", HelpName = "key" };
        var command = new Command("emulator", "Run a DingTalk on 127.0.0.1, with a chat page and fault switches.") { port, robot, events, token, key };
        command.Validators.Add(line =>
        {
            if ((line.GetValue(token) is null) != (line.GetValue(key) is null)) line.AddError("--token and --aes-key belong together.");
            if (line.GetValue(key) is { } given && !EventCipher.IsKey(given)) line.AddError("--aes-key has 43 characters of base64.");
        });
        command.SetAction(async (line, ct) =>
        {
            var callbacks = new HttpCallbacks { Robot = line.GetValue(robot), Events = line.GetValue(events), Token = line.GetValue(token), AesKey = line.GetValue(key) };
            var options = new EmulatorOptions { Port = line.GetValue(port), Apps = [new EmulatedApp { Http = callbacks }] };
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

    private static Option<Uri?> Address(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "url",
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") return url;
            result.AddError($"{name} takes an http address.");
            return null;
        },
    };
}
