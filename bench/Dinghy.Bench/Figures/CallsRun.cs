using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Dinghy.Bench.Driver;
using Dinghy.Bench.Model;
using Dinghy.Emulator;

namespace Dinghy.Bench.Figures;

/// <summary>What one answer costs in calls, with the defaults and a card template.</summary>
internal static class CallsRun
{
    private const int FirstWords = 5;
    private const int Quick = 5;
    private const int Long = 3;
    private const int MostToSlow = 12;

    /// <summary>Calls that today may take in the run that must save: long answers bring it past half, and the measured ones not past nine tenths.</summary>
    private const double SmallShare = 40;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_ready = TimeSpan.FromMilliseconds(500);

    public static async Task<string> MeasureAsync(BenchOptions options, string work, CancellationToken ct)
    {
        var machine = Machine.Describe(work);
        await using var dingTalk = await EmulatorServer.StartAsync(new EmulatorOptions { RobotRedeliverAfter = null, CardTemplates = [BenchCard.Template] }, ct);
        await using var model = await PacedModel.StartAsync(ScriptFor, ct);
        var places = new Places(dingTalk.Address, model.Address, work);
        var (quick, cards) = (new List<int>(), new List<int>());
        var smooth = new List<int>();
        await using (var bot = await BotProcess.StartAsync(Contestant.Configured(options, places, config => BenchCard.Use(config)), dingTalk.World, ct))
        {
            await new Load(dingTalk.World, bot, 1, lastReply: 0).OneByOneAsync(FirstWords, ct);
            for (var i = 0; i < Quick; i++)
            {
                quick.Add(await RequestsAsync(dingTalk.World, options, ct));
                cards.Add(dingTalk.World.Cards.Count);
            }

            for (var i = 0; i < Long; i++) smooth.Add(await MeteredAsync(dingTalk.World, $"story a{i}", options, ct));
        }

        var slow = await SlowAsync(options, places, dingTalk.World, ct);
        return Report.Write(
        [
            new("answer ready in 500 ms: requests / cards", "1 / 0", $"{Range(quick)} / {cards.Max()}"),
            new("answer streamed for 10 s: metered calls", "≤ 8", Range(smooth)),
            new("the same while the month must save (*slow*): metered calls", "≤ 4", Range(slow)),
        ], $"{Quick} answers of the first kind, {Long} of each other. {machine}");
    }

    private static Script ScriptFor(string question) => question switch
    {
        "quick" => Script.After(s_ready),
        "short" => Script.Story("short", TimeSpan.FromSeconds(2)),
        _ when question.StartsWith("story ", StringComparison.Ordinal) => Script.Story(question[6..], TimeSpan.FromSeconds(10)),
        _ => Script.After(TimeSpan.Zero),
    };

    private static async Task<List<int>> SlowAsync(BenchOptions options, Places places, DingTalkWorld world, CancellationToken ct)
    {
        var gateway = Contestant.Configured(options, places, config =>
        {
            BenchCard.Use(config);
            config["quota"] = new System.Text.Json.Nodes.JsonObject { ["monthly_calls"] = SmallMonth() };
        });
        await using var bot = await BotProcess.StartAsync(gateway, world, ct);
        for (var i = 0; await PaceAsync(options.Gateway, bot.Home, ct) != "slow"; i++)
        {
            if (i == MostToSlow) throw new BenchException($"The governor is not slow after {i} cards.");
            await MeteredAsync(world, "short", options, ct);
        }

        var slow = new List<int>();
        for (var i = 0; i < Long; i++) slow.Add(await MeteredAsync(world, $"story b{i}", options, ct));
        if (await PaceAsync(options.Gateway, bot.Home, ct) != "slow") throw new BenchException("The governor was not slow all the time.");
        return slow;
    }

    /// <summary>Everything that DingTalk was asked from the question until some quiet after the answer.</summary>
    private static async Task<int> RequestsAsync(DingTalkWorld world, BenchOptions options, CancellationToken ct)
    {
        var before = world.Requests()[^1].Seq;
        var said = await world.SayAsync(new Speech(Load.Person(0), "quick"), ct);
        using var guard = Guard(ct);
        await world.WaitForBotMessagesAsync(1, message => message.InReplyTo == said.MsgId, guard.Token);
        await Task.Delay(options.Quiet, ct);
        return world.Requests(before).Count;
    }

    private static async Task<int> MeteredAsync(DingTalkWorld world, string question, BenchOptions options, CancellationToken ct)
    {
        var (calls, cards) = (world.Quota.ApiCalls, world.Cards.Count);
        await world.SayAsync(new Speech(Load.Person(0), question), ct);
        using var guard = Guard(ct);
        await world.WaitForCardsAsync(cards + 1, BenchCard.IsWhole, guard.Token);
        await Task.Delay(options.Quiet, ct);
        return (int)(world.Quota.ApiCalls - calls);
    }

    private static async Task<string?> PaceAsync(string program, string home, CancellationToken ct)
    {
        using var quota = Process.Start(new ProcessStartInfo(program, ["quota", "--json", "--home", home]) { RedirectStandardOutput = true })!;
        using var report = JsonDocument.Parse(await quota.StandardOutput.ReadToEndAsync(ct));
        await quota.WaitForExitAsync(ct);
        return report.RootElement.GetProperty("organisations")[0].GetProperty("pace").GetString();
    }

    /// <summary>An allowance of which today's share, at seven fifths of the even one, is as small as wanted.</summary>
    private static int SmallMonth()
    {
        var today = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8));
        var left = DateTime.DaysInMonth(today.Year, today.Month) - today.Day + 1;
        return (int)Math.Ceiling(SmallShare / Math.Min(1, 1.4 / left) / 0.97);
    }

    private static CancellationTokenSource Guard(CancellationToken ct)
    {
        var guard = CancellationTokenSource.CreateLinkedTokenSource(ct);
        guard.CancelAfter(s_patience);
        return guard;
    }

    private static string Range(List<int> counts) =>
        counts.Min() == counts.Max() ? counts[0].ToString(CultureInfo.InvariantCulture) : $"{counts.Min()}–{counts.Max()}";
}
