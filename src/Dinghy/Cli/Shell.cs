using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Storage;

namespace Dinghy.Cli;

/// <summary>Runs a command line: data on stdout, words on stderr, an exit code of <see cref="ExitCodes"/>.</summary>
internal static class Shell
{
    public static async Task<int> RunAsync(RootCommand program, string[] args)
    {
        // An @ begins the names of packages and people as well: no file is read for it.
        var line = program.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            if (line.Action is ParseErrorAction faults)
            {
                // The whole help would push what is wrong out of sight; guesses are worth something for commands only.
                faults.ShowHelp = faults.ShowHelp && line.CommandResult.Command.Subcommands.Count > 0 && line.UnmatchedTokens.Count == 0;
                faults.ShowTypoCorrections = line.CommandResult.Command.Subcommands.Count > 0;
            }

            // Our own stop takes at most ten seconds; the library would cut it at two.
            var code = await line.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
            if (line.Errors.Count == 0) return code;
            if (line.Action is ParseErrorAction { ShowHelp: false }) Say($"See: {NameOf(line.CommandResult)} --help");
            return ExitCodes.Usage;
        }
        catch (StoreException e)
        {
            Say(e.Message);
            return ExitCodes.BadStore;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Ok;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Say(e.Message);
            return ExitCodes.Failed;
        }
    }

    private static string NameOf(CommandResult command) => command.Parent is CommandResult above ? $"{NameOf(above)} {command.Command.Name}" : "dinghy";

    /// <summary>A sentence for the person at the terminal.</summary>
    public static void Say(string words) => Console.Error.WriteLine(Printable.Text(words));

    /// <summary>Whole lines of data. What people wrote may be among them: it moves nobody's cursor.</summary>
    public static void Print(string data) => Console.Out.WriteLine(Printable.Text(data));
}
