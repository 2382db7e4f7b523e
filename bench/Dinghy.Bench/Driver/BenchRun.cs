namespace Dinghy.Bench.Driver;

/// <summary>Around any measurement: its options, a folder that goes away, the report, and how it ends.</summary>
internal static class BenchRun
{
    /// <param name="block">Where the report goes in a document.</param>
    /// <param name="args">Of the command line.</param>
    /// <param name="measure">Gives the report.</param>
    public static async Task<int> RunAsync(string block, string[] args, Func<BenchOptions, string, CancellationToken, Task<string>> measure)
    {
        BenchOptions options;
        try
        {
            options = BenchOptions.Parse(args);
        }
        catch (ArgumentException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }

        var work = Directory.CreateTempSubdirectory("dinghy-bench-").FullName;
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        try
        {
            var report = await measure(options, work, stop.Token);
            Console.WriteLine(report);
            foreach (var file in options.Write) Report.Into(file, block, report);
            return 0;
        }
        catch (Exception e) when (e is BenchException or IOException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}
