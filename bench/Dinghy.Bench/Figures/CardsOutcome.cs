using Dinghy.Bench.Driver;
using Dinghy.Bench.Model;
using Dinghy.Emulator;

namespace Dinghy.Bench.Figures;

/// <param name="Model">Who answered.</param>
/// <param name="Cards">As they stand.</param>
/// <param name="Calls">Of every API.</param>
/// <param name="Messages">Beside the cards.</param>
/// <param name="Before">The first question.</param>
/// <param name="Peak">Resident, MB.</param>
/// <param name="After">The last card and some quiet.</param>
internal sealed record CardsOutcome(
    PacedModel Model, IReadOnlyList<CardRecord> Cards, IReadOnlyList<RequestRecord> Calls, IReadOnlyList<BotMessage> Messages, Memory Before, double Peak, Memory After)
{
    public IReadOnlyList<Figure> Figures(BenchOptions options, int budget)
    {
        var texts = Enumerable.Range(0, options.Cards).ToDictionary(Load.Person, i => CardsRun.ScriptFor(CardsRun.Question(i), options).Text, StringComparer.Ordinal);
        var right = Cards.Count(card => BenchCard.IsWhole(card) && card.Text == texts[BenchCard.Asker(card)]);
        var ends = Enumerable.Range(0, options.Cards).ToDictionary(Load.Person, i => Model.EndOf(CardsRun.Question(i)), StringComparer.Ordinal);
        var finished = Waits(ends, BenchCard.FinishedAt);
        var dressed = Waits(ends, card => BenchCard.IsWhole(card) ? card.Frames[^1].ArrivedAt : null);
        var byApi = Calls.GroupBy(CallCount.Api, StringComparer.Ordinal).ToDictionary(api => api.Key, api => api.Count(), StringComparer.Ordinal);
        return
        [
            new("cards that are final and show the right text", $"{options.Cards}", $"{right}"),
            new("last token → last frame, p50 / longest, s", "", Seconds(finished)),
            new("last token → stop button gone and status line set, p50 / longest, s", "≤ 60", Seconds(dressed)),
            new("most calls of one API in any second", $"≤ {budget}", $"{CallCount.MostInASecond(Calls)}"),
            new("calls that DingTalk refused (403)", "0", $"{Calls.Count(call => call.Status == CallCount.Throttled)}"),
            new("cards made / frames streamed / cards changed, calls", "", $"{Count("POST", "/createAndDeliver")} / {Count("PUT", "/streaming")} / {Count("PUT", "/instances")}"),
            new("messages beside the cards", "", $"{Messages.Count}"),
            new("RSS before / peak / after, MB", "", $"{Before.Rss:0.0} / {Peak:0.0} / {After.Rss:0.0}"),
            new("private before / after, MB", "", $"{Before.Private:0.0} / {After.Private:0.0}"),
        ];

        int Count(string method, string path) => byApi.Where(api => api.Key.StartsWith(method, StringComparison.Ordinal) && api.Key.EndsWith(path, StringComparison.Ordinal)).Sum(api => api.Value);
    }

    private double[] Waits(Dictionary<string, long?> ends, Func<CardRecord, long?> at) =>
    [
        .. from card in Cards
           let end = ends[BenchCard.Asker(card)]
           let arrived = at(card)
           where end is not null && arrived is not null
           select TimeProvider.System.GetElapsedTime(end.Value, arrived.Value).TotalSeconds,
    ];

    private static string Seconds(double[] waits) => waits.Length == 0 ? "none" : $"{Sample.Percentile(waits, 50):0.0} / {waits.Max():0.0}";
}
