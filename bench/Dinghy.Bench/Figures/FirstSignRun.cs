using Dinghy.Bench.Driver;
using Dinghy.Bench.Model;
using Dinghy.Emulator;

namespace Dinghy.Bench.Figures;

/// <summary>With <c>card_after</c> 0: how long a person waits until a card appears, beside the durable floor's whole answer in the same run.</summary>
internal static class FirstSignRun
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>A model that never is done before its card is made, and keeps the cards of a second within DingTalk's budget.</summary>
    private static readonly Script s_answer = Script.After(TimeSpan.FromMilliseconds(150));

    public static async Task<string> MeasureAsync(BenchOptions options, string work, CancellationToken ct)
    {
        var machine = Machine.Describe(work);
        await using var dingTalk = await EmulatorServer.StartAsync(new EmulatorOptions { ApiQps = 0, RobotRedeliverAfter = null, CardTemplates = [BenchCard.Template] }, ct);
        await using var instant = await ModelProcess.StartAsync(ct);
        await using var paced = await PacedModel.StartAsync(_ => s_answer, ct);
        var floor = Contestant.DurableFloor(new Places(dingTalk.Address, instant.Address, work));
        var gateway = Contestant.Configured(options, new Places(dingTalk.Address, paced.Address, work), config =>
        {
            BenchCard.Use(config, cardAfter: "0s");
            config["quota"] = BenchCard.Unmetered();
        });
        var (replies, signs) = (new List<double[]>(), new List<double[]>());
        for (var round = 0; round < options.Runs; round++)
        {
            replies.Add(await FloorAsync(floor, dingTalk.World, options, ct));
            signs.Add(await SignsAsync(gateway, dingTalk.World, options, ct));
            await Console.Error.WriteLineAsync($"round {round + 1} of {options.Runs}: floor {Sample.Percentile(replies[^1], 50):0.00} ms, first sign {Sample.Percentile(signs[^1], 50):0.00} ms");
        }

        var (floorP50, signP50) = (Median(replies, 50), Median(signs, 50));
        return Report.Write(
        [
            new("durable floor: push → reply, p50 / p99, ms", "", $"{floorP50:0.00} / {Median(replies, 99):0.0}"),
            new("dinghy: push → card is asked for, p50 / p99, ms", "", $"{signP50:0.00} / {Median(signs, 99):0.0}"),
            new("p50 over the floor, ms", "≤ 5", $"{signP50 - floorP50:0.00}"),
        ], $"Medians of {options.Runs} {(options.Runs == 1 ? "round" : "rounds")}, {options.Messages} replies and {Cards(options)} cards each, one after the other. {machine}");
    }

    private static int Cards(BenchOptions options) => options.Messages / 4;

    private static double Median(List<double[]> rounds, int percent) => Sample.Percentile([.. rounds.Select(times => Sample.Percentile(times, percent))], 50);

    private static async Task<double[]> FloorAsync(Contestant floor, DingTalkWorld world, BenchOptions options, CancellationToken ct)
    {
        await using var bot = await BotProcess.StartAsync(floor, world, ct);
        var load = new Load(world, bot, 1, world.BotMessages() is [.., var latest] ? latest.Seq : 0);
        await load.OneByOneAsync(options.Messages / 2, ct);
        return await load.OneByOneAsync(options.Messages, ct);
    }

    private static async Task<double[]> SignsAsync(Contestant gateway, DingTalkWorld world, BenchOptions options, CancellationToken ct)
    {
        await using var bot = await BotProcess.StartAsync(gateway, world, ct);
        world.AddPerson(Load.Person(0), Load.Person(0));
        var times = new double[Cards(options) * 3 / 2];
        for (var i = 0; i < times.Length; i++) times[i] = await SignAsync(world, bot, ct);
        // The first third is for the compiler.
        return times[(times.Length / 3)..];
    }

    private static async Task<double> SignAsync(DingTalkWorld world, BotProcess bot, CancellationToken ct)
    {
        // Cards count from nought: whoever waits for one looks at all of them.
        world.Reset();
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(ct);
        guard.CancelAfter(s_patience);
        try
        {
            var said = await world.SayAsync(new Speech(Load.Person(0), "Are you there?"), ct);
            var card = (await world.WaitForCardsAsync(1, BenchCard.IsWhole, guard.Token))[0];
            return TimeProvider.System.GetElapsedTime(said.PushedAt, card.Frames[0].ArrivedAt).TotalMilliseconds;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new BenchException($"A question had no whole card within {s_patience.TotalSeconds:0} s. The gateway said:\n{bot.Said()}");
        }
    }
}
