using System.Globalization;
using Dinghy.Bench.Driver;
using Dinghy.Gateway.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Bench.Models;

/// <summary>Many answers at once, each five tokens a second, from a model in another process: what they cost this one.</summary>
internal static class ModelStreamsBench
{
    public static async Task<int> RunAsync(int streams, int seconds)
    {
        await using var model = await ModelProcess.StartAsync(CancellationToken.None, "paced", seconds.ToString(CultureInfo.InvariantCulture));
        using var factory = new ModelFactory(TimeProvider.System, new Random(1), NullLoggerFactory.Instance, _ => null);
        var client = ModelClientBench.Client(factory, model.Address);
        await ReadAsync(client, "warm");
        var (idle, cpu, began) = (Memory.Of(Environment.ProcessId), Environment.CpuUsage.TotalTime, TimeProvider.System.GetTimestamp());
        var answers = Enumerable.Range(0, streams).Select(i => Task.Run(() => ReadAsync(client, $"s{i}"))).ToList();
        await Task.Delay(TimeSpan.FromSeconds(seconds * 0.8));
        var busy = Memory.Of(Environment.ProcessId);
        var tokens = (await Task.WhenAll(answers)).Sum();
        var (wall, used) = (TimeProvider.System.GetElapsedTime(began), Environment.CpuUsage.TotalTime - cpu);
        Console.WriteLine(Line($"{streams:N0} streams, {tokens:N0} tokens in {wall.TotalSeconds:0.0} s (asked for: {streams * seconds * 5:N0} in {seconds} s)"));
        Console.WriteLine(Line($"processor time {used.TotalSeconds:0.0} s = {used / wall:P0} of one core; {used.TotalMicroseconds / tokens:0} µs a token"));
        Console.WriteLine(Line($"resident {idle.Rss:0} MB before, {busy.Rss:0} MB while they run (private {idle.Private:0} and {busy.Private:0}); {(busy.Rss - idle.Rss) * 1000 / streams:0} kB a stream"));
        return tokens == streams * seconds * 5 ? 0 : 1;
    }

    private static async Task<int> ReadAsync(IChatClient client, string name)
    {
        var tokens = 0;
        await foreach (var update in client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, name)]))
            if (update.Text.Length > 0) tokens++;
        return tokens;
    }

    private static string Line(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
