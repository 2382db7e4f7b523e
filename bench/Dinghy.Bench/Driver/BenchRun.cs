using Dinghy.Emulator;

namespace Dinghy.Bench.Driver;

/// <summary>The whole measurement: every round starts each bot anew, in an order that turns from round to round.</summary>
internal static class BenchRun
{
    public static async Task<int> RunAsync(string[] args)
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
            await MeasureAsync(options, work, stop.Token);
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

    private static async Task MeasureAsync(BenchOptions options, string work, CancellationToken ct)
    {
        var machine = Machine.Describe(work);
        // No limit of calls and no second push: what is measured is the bot, not DingTalk's patience.
        await using var dingTalk = await EmulatorServer.StartAsync(new EmulatorOptions { ApiQps = 0, RobotRedeliverAfter = null }, ct);
        await using var model = await ModelProcess.StartAsync(ct);
        var places = new Places(dingTalk.Address, model.Address, work);
        var contestants = Contestant.All(options, places);
        var samples = contestants.ToDictionary(bot => bot.Name, _ => new List<Sample>());
        for (var round = 0; round < options.Runs; round++)
        {
            foreach (var bot in contestants.Skip(round % contestants.Count).Concat(contestants.Take(round % contestants.Count)))
            {
                var sample = await Round.RunAsync(bot, dingTalk, options, ct);
                samples[bot.Name].Add(sample);
                await Console.Error.WriteLineAsync($"round {round + 1} of {options.Runs}, {bot.Name}: {sample}");
            }
        }

        var report = Report.Write(contestants.Select(bot => (bot.Name, Sample.Median(samples[bot.Name]))).ToList(), options, machine);
        Console.WriteLine(report);
        foreach (var file in options.Write) Report.Into(file, report);
    }
}
