using Dinghy.Emulator;

namespace Dinghy.Bench.Driver;

/// <summary>One life of one bot: start, idle, one chat, bursts, idle again.</summary>
internal static class Round
{
    private const int FirstWords = 20;
    private const int SmallChats = 50;
    private const int SmallEach = 4;
    private const int LargeEach = 20;
    private const int SmallTimes = 5;

    public static async Task<Sample> RunAsync(Contestant contestant, EmulatorServer dingTalk, BenchOptions options, CancellationToken ct)
    {
        await using var bot = await BotProcess.StartAsync(contestant, dingTalk.World, ct);
        var lastReply = dingTalk.World.BotMessages() is [.., var latest] ? latest.Seq : 0;
        dingTalk.World.Reset();
        var load = new Load(dingTalk.World, bot, Math.Max(SmallChats, options.Chats), lastReply);

        await load.OneByOneAsync(FirstWords, ct);
        await Task.Delay(options.Quiet, ct);
        var idle = bot.ReadMemory();

        // Twice, the first for the compiler.
        await load.OneByOneAsync(options.Messages / 2, ct);
        var times = await load.OneByOneAsync(options.Messages, ct);

        await load.AllAtOnceAsync(SmallChats, SmallEach, ct);
        var small = new double[SmallTimes];
        for (var i = 0; i < small.Length; i++) small[i] = await load.AllAtOnceAsync(SmallChats, SmallEach, ct);

        var before = bot.Cpu;
        var large = await load.AllAtOnceAsync(options.Chats, LargeEach, ct);
        var cpu = (bot.Cpu - before).TotalMilliseconds / (options.Chats * LargeEach);
        await Task.Delay(options.Quiet, ct);
        return new Sample(
            bot.Connected.TotalSeconds, idle, Sample.Percentile(times, 50), Sample.Percentile(times, 99),
            Sample.Percentile(small, 50), large, cpu, bot.ReadMemory());
    }
}
