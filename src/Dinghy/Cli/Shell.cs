using System.CommandLine;
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
            // Our own stop takes at most ten seconds; the library would cut it at two.
            var code = await line.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
            return line.Errors.Count > 0 ? ExitCodes.Usage : code;
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

    /// <summary>A sentence for the person at the terminal.</summary>
    public static void Say(string words) => Console.Error.WriteLine(words);

    /// <summary>One whole line of data.</summary>
    public static void Print(string data) => Console.Out.WriteLine(data);
}
