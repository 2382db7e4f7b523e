using System.Globalization;
using Dinghy.Bench.Driver;
using Dinghy.Bench.Model;
using Dinghy.Emulator;

namespace Dinghy.Bench.Figures;

/// <summary>Many people ask at once, and all their answers end at once: what DingTalk's calls a second make of it.</summary>
internal static class CardsRun
{
    private const int Budget = 20;
    private const int FirstWords = 20;
    private const string Ask = "story ";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(180);

    public static async Task<string> MeasureAsync(BenchOptions options, string work, CancellationToken ct)
    {
        var machine = Machine.Describe(work);
        await using var dingTalk = await EmulatorServer.StartAsync(new EmulatorOptions { ApiQps = Budget, RobotRedeliverAfter = null, CardTemplates = [BenchCard.Template] }, ct);
        await using var model = await PacedModel.StartAsync(question => ScriptFor(question, options), ct);
        var gateway = Contestant.Configured(options, new Places(dingTalk.Address, model.Address, work), config =>
        {
            BenchCard.Use(config);
            config["quota"] = BenchCard.Unmetered(Budget);
        });
        await using var bot = await BotProcess.StartAsync(gateway, dingTalk.World, ct);
        await new Load(dingTalk.World, bot, options.Cards, lastReply: 0).OneByOneAsync(FirstWords, ct);
        await Task.Delay(options.Quiet, ct);
        var before = bot.ReadMemory();
        var (calls, messages) = (dingTalk.World.Requests()[^1].Seq, dingTalk.World.BotMessages()[^1].Seq);

        for (var i = 0; i < options.Cards; i++) await dingTalk.World.SayAsync(new Speech(Load.Person(i), Question(i)), ct);
        await WaitAsync(dingTalk.World, bot, options, ct);
        var peak = bot.ReadPeak();
        await Task.Delay(options.Quiet, ct);
        var outcome = new CardsOutcome(model, dingTalk.World.Cards, dingTalk.World.Requests(calls), dingTalk.World.BotMessages(messages), before, peak, bot.ReadMemory());
        return Report.Write(outcome.Figures(options, Budget), $"{options.Cards} answers of {options.Seconds} s, five tokens a second each, all asked at once. {machine}");
    }

    public static string Question(int number) => string.Create(CultureInfo.InvariantCulture, $"{Ask}s{number:000}");

    public static Script ScriptFor(string question, BenchOptions options) => question.StartsWith(Ask, StringComparison.Ordinal)
        ? Script.Story(question[Ask.Length..], TimeSpan.FromSeconds(options.Seconds))
        : Script.After(TimeSpan.Zero);

    /// <summary>What is not whole by then is told in the table.</summary>
    private static async Task WaitAsync(DingTalkWorld world, BotProcess bot, BenchOptions options, CancellationToken ct)
    {
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(ct);
        guard.CancelAfter(TimeSpan.FromSeconds(options.Seconds) + s_patience);
        try
        {
            await world.WaitForCardsAsync(options.Cards, BenchCard.IsWhole, guard.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"Not all cards are whole. The gateway said:\n{bot.Said()}");
        }
    }
}
