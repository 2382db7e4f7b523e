using System.CommandLine;
using System.CommandLine.Parsing;
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
        var robot = Address("--robot-url", "Where messages for the robot are posted (HTTP mode); of several applications, the first.");
        var events = Address("--event-url", "Where events are posted.");
        var token = new Option<string?>("--token") { Description = "Signs events.", HelpName = "token" };
        var key = new Option<string?>("--aes-key") { Description = "Encrypts events: 43 characters.", HelpName = "key" };
        var apps = new Option<string[]>("--app")
        {
            Description = "An application that exists, instead of the usual one; several times for several robots. The robot's code is the client id and the organisation dingcorp0001 unless named.",
            HelpName = "id:secret[:robotCode[:corpId]]",
        };
        apps.Validators.Add(MustBeApps);
        var command = new Command("emulator", "Run a DingTalk on 127.0.0.1, with a chat page and fault switches.") { port, apps, robot, events, token, key };
        command.Validators.Add(line =>
        {
            if ((line.GetValue(token) is null) != (line.GetValue(key) is null)) line.AddError("--token and --aes-key belong together.");
            if (line.GetValue(key) is { } given && !EventCipher.IsKey(given)) line.AddError("--aes-key has 43 characters of base64.");
        });
        command.SetAction(async (line, ct) =>
        {
            var options = new EmulatorOptions { Port = line.GetValue(port) };
            if (line.GetValue(apps) is { Length: > 0 } named) options = options with { Apps = [.. named.Select(AppOf).OfType<EmulatedApp>()] };
            var callbacks = new HttpCallbacks { Robot = line.GetValue(robot), Events = line.GetValue(events), Token = line.GetValue(token), AesKey = line.GetValue(key) };
            options = options with { Apps = [options.Apps[0] with { Http = callbacks }, .. options.Apps.Skip(1)] };
            await using var emulator = await EmulatorServer.StartAsync(options, ct);
            Shell.Print($"DingTalk emulator: {emulator.Address}");
            foreach (var app in options.Apps) Shell.Say($"Point a bot at it: clientId {app.ClientId}, clientSecret {app.ClientSecret}{(app.RobotCode == app.ClientId ? "" : $", robotCode {app.RobotCode}")}, both API hosts {emulator.Address}");
            if (callbacks.Robot is not null) Shell.Say($"Messages for the robot {options.Apps[0].RobotCode} are posted to {callbacks.Robot}");
            if (callbacks.Events is not null) Shell.Say($"Events are posted to {callbacks.Events}, {(callbacks.AesKey is null ? "plain (no --token and --aes-key)" : "encrypted")}");
            Shell.Say("The chat page is at that address; Ctrl-C stops.");
            await Signals.UntilAsync(ct);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void MustBeApps(OptionResult result)
    {
        var apps = result.Tokens.Select(token => (token.Value, App: AppOf(token.Value))).ToList();
        // What was written holds a secret: only its place is told.
        foreach (var (number, _) in apps.Index().Where(one => one.Item.App is null).Select(one => (one.Index + 1, one.Item)))
            result.AddError($"--app number {number}: write id:secret, id:secret:robotCode or id:secret:robotCode:corpId, without blanks.");
        foreach (var twice in apps.Where(one => one.App is not null).GroupBy(one => one.App!.ClientId, StringComparer.Ordinal).Where(group => group.Count() > 1))
            result.AddError($"--app: {twice.Key} is there twice.");
        foreach (var twice in apps.Where(one => one.App is not null).GroupBy(one => one.App!.RobotCode, StringComparer.Ordinal).Where(group => group.Count() > 1 && group.DistinctBy(one => one.App!.ClientId, StringComparer.Ordinal).Count() > 1))
            result.AddError($"--app: two robots of the code {twice.Key}.");
    }

    /// <summary>Null: not of that form.</summary>
    private static EmulatedApp? AppOf(string text)
    {
        if (text.Any(char.IsWhiteSpace) || text.Split(':') is not ([{ Length: > 0 } id, { Length: > 0 } secret, .. { Length: <= 2 } rest])) return null;
        var app = new EmulatedApp { ClientId = id, ClientSecret = secret, Name = id };
        if (rest is [{ Length: > 0 } robot, ..]) app = app with { RobotCode = robot };
        if (rest is [_, { Length: > 0 } corp]) app = app with { CorpId = corp };
        return app;
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
