using Dinghy.Emulator;

namespace Dinghy.Bench.Driver;

/// <summary>The table of bots: every round starts each anew, in an order that turns from round to round.</summary>
internal static class Rows
{
    public static async Task<string> MeasureAsync(BenchOptions options, string work, CancellationToken ct)
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

        return Report.Write(contestants.Select(bot => (bot.Name, Sample.Median(samples[bot.Name]))).ToList(), options, machine);
    }
}
