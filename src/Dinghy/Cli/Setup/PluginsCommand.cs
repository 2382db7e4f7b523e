using System.CommandLine;
using Dinghy.Gateway.Diagnostics;

namespace Dinghy.Cli.Setup;

/// <summary><c>dinghy plugins install @openclaw/dingtalk</c>: who follows another program's page is told that it is built in, and goes on from there.</summary>
internal static class PluginsCommand
{
    /// <summary>Packages of other programs that do what is built in here, whatever their names say.</summary>
    private static readonly string[] s_builtIn = ["dingtalk", "dingding", "ddingtalk", "clawdbot-ding", "moltbot-ding"];

    public static Command Create()
    {
        var name = new Argument<string>("package") { Description = "@openclaw/dingtalk, @dingtalk-real-ai/dingtalk-connector, ./extensions/dingtalk …" };
        var install = new Command("install", "There is nothing to install: DingTalk is built in.") { name };
        install.SetAction(line =>
        {
            var package = line.GetValue(name)!;
            if (IsDingTalk(package))
            {
                Shell.Print($"{Printable.Line(package)} is not needed: DingTalk is built into this program. Go on with: dinghy onboard (or dinghy channels add), then dinghy gateway. The blocks that its page has you write into a configuration work here as they are.");
                return ExitCodes.Ok;
            }

            Shell.Say($"{Printable.Line(package)} can not be installed: this program takes no plugins. Tools come by MCP servers and skills by their folders: see docs/tools.md.");
            return ExitCodes.Failed;
        });
        var list = new Command("list", "Name what is built in.");
        list.SetAction(_ => Shell.Print("dingtalk (built in)"));
        return new Command("plugins", "For who comes from OpenClaw: DingTalk needs no plugin here.") { install, list };
    }

    internal static bool IsDingTalk(string package) => s_builtIn.Any(name => package.Contains(name, StringComparison.OrdinalIgnoreCase));
}
