using System.CommandLine;
using System.Globalization;
using Dinghy.Gateway.Configuration.Editing;

namespace Dinghy.Cli;

/// <summary><c>dinghy config get|set|unset|diff|rollback</c>: single keys of the file; comments and everything else in it stay.</summary>
internal static class ConfigEditCommands
{
    public static IEnumerable<Command> Create() => [Get(), Set(), Unset(), Diff(), Rollback()];

    private static Command Get()
    {
        var key = new Argument<string>("key") { Description = "channels.dingtalk.reply.style; without it, the whole file.", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "" };
        var command = new Command("get", "Print a value as it stands in the file; secrets as ***.") { key };
        command.SetAction(line =>
        {
            try
            {
                if (Editor(line).Get(line.GetValue(key)!) is { } value)
                {
                    Shell.Print(value);
                    return ExitCodes.Ok;
                }

                Shell.Say("Not in the file.");
                return ExitCodes.Failed;
            }
            catch (FormatException fault)
            {
                Shell.Say(fault.Message);
                return ExitCodes.Usage;
            }
        });
        return command;
    }

    private static Command Set()
    {
        var key = new Argument<string>("key") { Description = "channels.dingtalk.reply.style" };
        var value = new Argument<string?>("value") { Description = "A word, a number or JSON; without it, a line is read from stdin, which keeps a secret out of the shell's history.", Arity = ArgumentArity.ZeroOrOne };
        var force = new Option<bool>("--force") { Description = "Also a key that nothing in this program reads." };
        var command = new Command("set", "Change one key; refused when the configuration would have faults.") { key, value, force };
        command.SetAction(async (line, ct) => (line.GetValue(value) ?? Console.In.ReadLine()) is { } given
            ? Tell(await Kept(line, "set", line.GetValue(key)!, () => Editor(line, knownKeysOnly: !line.GetValue(force)).Set(line.GetValue(key)!, given), ct))
            : Tell(EditResult.Refused("No value was given.")));
        return command;
    }

    private static Command Unset()
    {
        var key = new Argument<string>("key") { Description = "channels.dingtalk.reply.style" };
        var command = new Command("unset", "Take one key out; refused when the configuration would have faults.") { key };
        command.SetAction(async (line, ct) => Tell(await Kept(line, "unset", line.GetValue(key)!, () => Editor(line).Unset(line.GetValue(key)!), ct)));
        return command;
    }

    private static Command Diff()
    {
        var number = Number("The version to compare with: 1 is the newest of the last ten.");
        var command = new Command("diff", "Show what changed since an earlier version; secrets as ***.") { number };
        command.SetAction(line =>
        {
            var editor = Editor(line);
            if (Version(editor, line.GetValue(number)) is not { } version) return ExitCodes.Failed;
            var lines = editor.Diff(version);
            Shell.Say(string.Create(CultureInfo.InvariantCulture, $"From version {version.Number} of {version.At:yyyy-MM-dd HH:mm:ss} UTC to now: {(lines.Count == 0 ? "no difference." : "")}"));
            foreach (var each in lines) Shell.Print(each);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Rollback()
    {
        var number = Number("The version to go back to: 1 is the newest of the last ten. What is now becomes a version too.");
        var command = new Command("rollback", "Put an earlier version in place; refused when it has faults.") { number };
        command.SetAction(async (line, ct) =>
        {
            var editor = Editor(line);
            return Version(editor, line.GetValue(number)) is { } version ? Tell(await Kept(line, "rollback", "", () => editor.Rollback(version), ct)) : ExitCodes.Failed;
        });
        return command;
    }

    internal static Task<EditResult> Kept(ParseResult line, string action, string key, Func<EditResult> edit, CancellationToken ct) =>
        new ConfigAudit(CommonOptions.Source(line)).KeepAsync(action, key, edit, ct);

    private static Argument<int> Number(string description)
    {
        var number = new Argument<int>("version") { Description = description, Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => 1 };
        return number;
    }

    private static ConfigVersion? Version(ConfigEditor editor, int number)
    {
        var versions = editor.Earlier();
        if (versions.FirstOrDefault(version => version.Number == number) is { } found) return found;
        Shell.Say(versions.Count == 0 ? "No earlier version is kept." : $"Versions 1 to {versions.Count} are kept.");
        return null;
    }

    internal static ConfigEditor Editor(ParseResult line, bool knownKeysOnly = false)
    {
        var source = CommonOptions.Source(line);
        return new ConfigEditor(source, new ConfigHistory(source.HomeFolder(), TimeProvider.System)) { KnownKeysOnly = knownKeysOnly };
    }

    internal static int Tell(EditResult result)
    {
        foreach (var fault in result.Faults) Shell.Say($"fault: {fault}");
        foreach (var warning in result.Warnings) Shell.Say($"warning: {warning}");
        Shell.Say(result.Sentence);
        return result.Done ? ExitCodes.Ok : result.Faults.Count > 0 ? ExitCodes.BadConfig : ExitCodes.Failed;
    }
}
