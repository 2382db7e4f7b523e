using Dinghy.Cli;

// Program's output is the console's, which a process has once.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Dinghy.Tests.Support;

/// <summary>What one command line did.</summary>
internal sealed record ProgramRun(int Code, string Out, string Error)
{
    /// <summary>Runs the program's own entry point in this process.</summary>
    public static async Task<ProgramRun> OfAsync(params string[] args)
    {
        var (stdout, stderr) = (Console.Out, Console.Error);
        using var output = new StringWriter();
        using var error = new StringWriter();
        Console.SetOut(output);
        Console.SetError(error);
        try
        {
            var code = await Task.Run(() => (int)typeof(VersionCommand).Assembly.EntryPoint!.Invoke(null, [args])!).WaitAsync(TimeSpan.FromSeconds(60));
            return new(code, output.ToString(), error.ToString());
        }
        finally
        {
            Console.SetOut(stdout);
            Console.SetError(stderr);
        }
    }
}
